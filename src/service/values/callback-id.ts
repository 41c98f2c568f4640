import { executionArnPattern } from "./arn.ts"

/** What a callback id names. */
export interface CallbackAddress {
  readonly durableExecutionArn: string
  readonly operationId: string
}

const base64Pattern = /^[A-Za-z0-9+/]+={0,2}$/
const operationIdPattern = /^[a-zA-Z0-9_-]{1,64}$/

/**
 * A callback id is opaque base64 (section 6.1). Like the emulators' it encodes ARN and operation id:
 * an ARN is never used twice and an operation id names one operation of it, so no two callbacks of
 * any two executions share an id.
 */
export function encodeCallbackId(address: CallbackAddress): string {
  const text = `${address.durableExecutionArn}#${address.operationId}`
  return Buffer.from(text, "latin1").toString("base64")
}

/** `undefined` for a text that no service of this kind could have handed out. */
export function decodeCallbackId(callbackId: string): CallbackAddress | undefined {
  if (!base64Pattern.test(callbackId)) return undefined
  const text = Buffer.from(callbackId, "base64").toString("latin1")
  const separator = text.lastIndexOf("#")
  const durableExecutionArn = text.slice(0, Math.max(separator, 0))
  const operationId = text.slice(separator + 1)
  if (!executionArnPattern.test(durableExecutionArn)) return undefined
  if (!operationIdPattern.test(operationId)) return undefined
  const address = { durableExecutionArn, operationId }
  return encodeCallbackId(address) === callbackId ? address : undefined
}
