import type { Event, OperationType } from "@aws-sdk/client-lambda"
import { readEventName } from "../../service/values/operation-type.ts"
import type { ServedExecution } from "../../serve/served-executions.ts"
import { describeError, outcomeOf, verbOf } from "../../runner/results/event-text.ts"
import { OPERATION_TEXTS } from "../../runner/results/operation-text.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { shortenEnd, shortenMiddle } from "../../text/values/shorten.ts"

const LONGEST_NAME = 24
const LONGEST_INPUT = 100

/** How the lines of a server call an execution: by its function and its name. */
export function labelOf({
  arn,
  functionName,
}: Pick<ServedExecution, "arn" | "functionName">): string {
  const name = arn.split("/").at(-2) ?? ""
  const isMade = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/u.test(name)
  return `${functionName} ${isMade ? name.slice(0, 8) : shortenMiddle(name, LONGEST_NAME)}`
}

/** Tells of each thing that happens in an execution on one line. */
export class EventLines {
  /** The callback of a `waitForCallback` has its name, and none of its own. */
  readonly #waitNames: Map<string, string> = new Map()

  /** @returns undefined for what tells nobody anything. */
  lineOf(execution: ServedExecution, event: Event): string | undefined {
    const what = this.#whatOf(execution, event)
    if (what === undefined) return undefined
    const at = formatElapsed((event.EventTimestamp?.getTime() ?? 0) - execution.startedAt)
    return `${labelOf(execution)}  ${at}  ${what}`
  }

  #whatOf({ arn }: ServedExecution, event: Event): string | undefined {
    const name = readEventName(event.EventType)
    if (name === undefined) {
      const error = event.InvocationCompletedDetails?.Error?.Payload
      return error === undefined ? undefined : `invocation failed  ${describeError(error)}`
    }
    const { type, what } = name
    if (type === "CONTEXT") {
      this.#remember(arn, event, what)
      // It begins and ends with what is in it.
      return undefined
    }
    if (type === "EXECUTION" && what === "Started") {
      const input = event.ExecutionStartedDetails?.Input?.Payload
      return `execution started  ${input === undefined ? "" : shortenEnd(input, LONGEST_INPUT)}`.trimEnd()
    }
    if (type === "STEP" && what === "Started") return undefined
    const detail = OPERATION_TEXTS[type].details(event)
    const details = detail.length === 0 ? "" : `(${detail.join(", ")})`
    return `${this.#subjectOf(arn, type, event)}  ${joined([verbOf(what), details, outcomeOf(event)])}`
  }

  #subjectOf(arn: string, type: OperationType, { Name, ParentId }: Event): string {
    const { noun } = OPERATION_TEXTS[type]
    if (type === "EXECUTION") return noun
    const waitName = this.#waitNames.get(keyOf(arn, ParentId))
    const isSubmitter = type === "STEP" && waitName !== undefined
    return joined([isSubmitter ? "submitter" : noun, Name ?? waitName ?? ""])
  }

  #remember(arn: string, { Id, Name, SubType }: Event, what: string): void {
    const key = keyOf(arn, Id)
    if (what !== "Started") this.#waitNames.delete(key)
    else if (SubType === "WaitForCallback" && Name !== undefined) this.#waitNames.set(key, Name)
  }
}

function keyOf(arn: string, id: string | undefined): string {
  return `${arn} ${id}`
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ")
}
