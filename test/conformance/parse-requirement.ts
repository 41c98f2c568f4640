import { parse } from "yaml"
import type {
  CallbackAction,
  CallbackOperation,
  ExpectedEvent,
  ExpectedLog,
  ExpectedResult,
  LogPattern,
  Requirement,
} from "./requirement.ts"
import { listOf, numberOf, recordOf, refuseUnknown, textOf } from "./yaml-fields.ts"

const CALLBACK_OPERATIONS: readonly CallbackOperation[] = ["success", "failure", "heartbeat"]

// Every field that is known, read or not.
const REQUIREMENT_FIELDS: readonly string[] = [
  "description",
  "handler",
  "invocations",
  "optional",
  "async",
  "AsyncInvoke",
  "Variables",
  "Input",
  "CallbackActions",
  "ExpectedResult",
  "ExpectedExecutionHistory",
  "ExpectedLogs",
  "DefaultRetryParameters",
]
const ACTION_FIELDS: readonly string[] = ["CallbackName", "Operation", "Payload", "Delay"]
const RESULT_FIELDS: readonly string[] = ["ExecutionStatus", "Result", "Error"]
const LOG_FIELDS: readonly string[] = [
  "match",
  "count",
  "min_count",
  "max_count",
  "before",
  "after",
]

/** Reads and validates the text of a requirement file. */
export const parseRequirement = (id: string, text: string): Requirement => {
  const fields = recordOf(parse(text), `requirement ${id}`)
  refuseUnknown(fields, REQUIREMENT_FIELDS, `requirement ${id}`)
  return {
    id,
    description: textOf(fields["description"], "description"),
    asynchronous: fields["async"] === true || fields["AsyncInvoke"] === true,
    variables: mapValues(recordOf(fields["Variables"] ?? {}, "Variables"), (value, name) =>
      textOf(value, `Variables.${name}`),
    ),
    input: fields["Input"] ?? null,
    callbackActions: listOf(fields["CallbackActions"] ?? [], "CallbackActions").map(parseAction),
    expectedResult:
      fields["ExpectedResult"] === undefined ? undefined : parseResult(fields["ExpectedResult"]),
    expectedEvents: listOf(fields["ExpectedExecutionHistory"], "ExpectedExecutionHistory").map(
      parseEvent,
    ),
    expectedLogs: listOf(fields["ExpectedLogs"] ?? [], "ExpectedLogs").map(parseLog),
  }
}

const parseAction = (value: unknown, index: number): CallbackAction => {
  const where = `CallbackActions[${index}]`
  const fields = recordOf(value, where)
  refuseUnknown(fields, ACTION_FIELDS, where)
  const operation = CALLBACK_OPERATIONS.find((known) => known === fields["Operation"])
  if (!operation) throw new Error(`${where}: unknown Operation ${String(fields["Operation"])}`)
  return {
    callbackName: textOf(fields["CallbackName"], `${where}.CallbackName`),
    operation,
    ...("Payload" in fields && { payload: fields["Payload"] }),
    delaySeconds: numberOf(fields["Delay"] ?? 0, `${where}.Delay`),
  }
}

const parseResult = (value: unknown): ExpectedResult => {
  const fields = recordOf(value, "ExpectedResult")
  refuseUnknown(fields, RESULT_FIELDS, "ExpectedResult")
  return {
    status: textOf(fields["ExecutionStatus"], "ExpectedResult.ExecutionStatus"),
    ...("Result" in fields && { result: { value: fields["Result"] } }),
    ...("Error" in fields && { error: { value: fields["Error"] } }),
  }
}

const parseEvent = (value: unknown, index: number): ExpectedEvent => {
  const where = `ExpectedExecutionHistory[${index}]`
  const fields = recordOf(value, where)
  return {
    ...fields,
    EventId: numberOf(fields["EventId"], `${where}.EventId`),
    EventType: textOf(fields["EventType"], `${where}.EventType`),
  }
}

const parseLog = (value: unknown, index: number): ExpectedLog => {
  const where = `ExpectedLogs[${index}]`
  const fields = recordOf(value, where)
  refuseUnknown(fields, LOG_FIELDS, where)
  const patterns = (key: string): LogPattern[] =>
    listOf(fields[key] ?? [], `${where}.${key}`).map((pattern) => recordOf(pattern, where))
  const counted = ["count", "min_count", "max_count"].some((key) => key in fields)
  return {
    match: recordOf(fields["match"], `${where}.match`),
    // No count at all asks for the record to be there.
    minCount: numberOf(fields["count"] ?? fields["min_count"] ?? (counted ? 0 : 1), where),
    maxCount: numberOf(fields["count"] ?? fields["max_count"] ?? Infinity, where),
    before: patterns("before"),
    after: patterns("after"),
  }
}

const mapValues = <Value, Mapped>(
  record: Record<string, Value>,
  map: (value: Value, key: string) => Mapped,
): Record<string, Mapped> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
