/** Where in the life of an execution a token stands; no two tokens of a service share all three. */
export interface CheckpointTokenPosition {
  readonly execution: number
  readonly invocation: number
  readonly checkpoint: number
}

/**
 * Tokens are opaque to handlers, and readable to whoever debugs one: only characters of Base64, as the
 * model asks, and no more work than that, since every checkpoint needs a new one. The service never
 * reads them but compares with the one it handed out last (section 3.2).
 */
export function mintCheckpointToken(tag: string, position: CheckpointTokenPosition): string {
  const { execution, invocation, checkpoint } = position
  return `${tag}/${execution}/${invocation}/${checkpoint}`
}
