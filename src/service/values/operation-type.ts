import type { OperationType } from "@aws-sdk/client-lambda"

/**
 * How the API spells an operation type in the names of its events (`StepStarted`) and of what it shows
 * (`StepDetails`). The types themselves are those of the API model.
 *
 * @remarks
 * Every table of this code base that has an entry for each operation type is a `Record` of them. When
 * the API model gets a new type, exactly those tables stop to compile.
 */
const EVENT_PREFIXES: Readonly<Record<OperationType, string>> = {
  EXECUTION: "Execution",
  CONTEXT: "Context",
  STEP: "Step",
  WAIT: "Wait",
  CALLBACK: "Callback",
  CHAINED_INVOKE: "ChainedInvoke",
}

/** A table of types with an entry for each operation type; one with fewer does not compile. */
export type TypeByOperation<Table extends Readonly<Record<OperationType, unknown>>> = Table

export const OPERATION_TYPES: readonly OperationType[] = Object.keys(
  EVENT_PREFIXES,
) as OperationType[]

/** An event of an operation: of which type, and what happened, such as `Started` or `TimedOut`. */
export interface EventName {
  readonly type: OperationType
  readonly what: string
}

const typesByPrefix = new Map(OPERATION_TYPES.map((type) => [EVENT_PREFIXES[type], type]))
const eventNamePattern = new RegExp(`^(${[...typesByPrefix.keys()].join("|")})([A-Z]\\w*)$`)
/** Histories repeat a few names over and over, and each is taken apart once. */
const knownNames = new Map<string, EventName>()

/** Undefined for an event of no operation, as `InvocationCompleted` is. */
export function readEventName(eventType: string | undefined): EventName | undefined {
  if (eventType === undefined) return undefined
  const known = knownNames.get(eventType)
  if (known !== undefined) return known
  const [, prefix = "", what = ""] = eventNamePattern.exec(eventType) ?? []
  const type = typesByPrefix.get(prefix)
  if (type === undefined) return undefined
  const name = { type, what }
  knownNames.set(eventType, name)
  return name
}
