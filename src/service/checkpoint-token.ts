/** Where in the life of an execution a token stands; no two tokens of a service share all three. */
export interface CheckpointTokenPosition {
  readonly execution: number
  readonly invocation: number
  readonly checkpoint: number
}

/**
 * Tokens are opaque to handlers. They decode to readable text for whoever debugs one; the service
 * itself never decodes them but compares with the one it handed out last (section 3.2).
 */
export function mintCheckpointToken(tag: string, position: CheckpointTokenPosition): string {
  const { execution, invocation, checkpoint } = position
  return Buffer.from(`${tag}:${execution}:${invocation}:${checkpoint}`, "latin1").toString("base64")
}
