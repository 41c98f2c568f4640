import { advise } from "../../text/advice.ts"
import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import { executionArnPattern } from "../../service/values/arn.ts"
import { DEFAULT_ERROR_TEXTS } from "../../service/values/error-texts.ts"
import { shortenEnd, shortenMiddle } from "../../text/values/shorten.ts"

const LONGEST_RESULT = 100
const LONGEST_ERROR = 300

/** `Succeeded` reads `succeeded`, `TimedOut` reads `timed out`. */
export function verbOf(what: string): string {
  return what.replaceAll(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase()
}

/** The result or the error that an event carries, on one line. */
export function outcomeOf(event: Event): string {
  for (const [key, details] of Object.entries(event)) {
    if (!key.endsWith("Details") || typeof details !== "object" || details === null) continue
    const { Result, Error: failure } = details as {
      Result?: { Payload?: string; Truncated?: boolean }
      Error?: { Payload?: ErrorObject; Truncated?: boolean }
    }
    if (failure?.Truncated === true && failure.Payload === undefined) {
      return "(error not in the history)"
    }
    if (failure !== undefined) return describeError(failure.Payload)
    if (Result?.Truncated === true && Result.Payload === undefined) {
      return "(result not in the history)"
    }
    if (Result?.Payload !== undefined && Result.Payload !== "") {
      return shortenEnd(Result.Payload, LONGEST_RESULT)
    }
  }
  return ""
}

/** An error on one line: `TypeError: Cannot read properties of undefined`. */
export function describeError(
  error: ErrorObject | undefined,
  longest: number = LONGEST_ERROR,
): string {
  if (error === undefined) return ""
  // Lambda puts the request id in front of what matters.
  const message = error.ErrorMessage?.replace(/^RequestId: \S+ Error: /, "")
  return shortenMiddle([error.ErrorType, message].filter(Boolean).join(": "), longest)
}

/** What to do about an error of the service that its text leaves open. */
export function adviceOn(error: ErrorObject | undefined, target: string | undefined): string {
  if (error?.ErrorType === "ResourceNotFoundException") return adviceOnMissing(error.ErrorMessage)
  if (error?.ErrorMessage !== DEFAULT_ERROR_TEXTS.unqualifiedDurableFunction) return ""
  const name = target ?? "name"
  return (
    `Invoke ${JSON.stringify(`${name}:$LATEST`)} (a version or an alias will do too), ` +
    `or ${advise("makePlain", { name: JSON.stringify(name) })}`
  )
}

/** The same for an error that says that the target of an invoke is somewhere else. */
export function adviceOnPlace(error: ErrorObject | undefined, executionArn: string): string {
  const { functionInOtherRegion, functionOfOtherAccount } = DEFAULT_ERROR_TEXTS
  const message = error?.ErrorMessage ?? ""
  if (![functionInOtherRegion, functionOfOtherAccount].some((text) => message.endsWith(text))) {
    return ""
  }
  const [, , region, accountId] = executionArnPattern.exec(executionArn) ?? []
  return (
    `The simulated service is in region "${region}" of account "${accountId}": ` +
    "make the runner with the region and the account of the target's ARN, { service: { region, accountId } }."
  )
}

/** A target that the test has not registered, or not with that version or alias. */
function adviceOnMissing(message: string | undefined): string {
  const [, name, qualifier = ""] = MISSING_FUNCTION.exec(message ?? "") ?? []
  if (name === undefined) return ""
  const quoted = JSON.stringify(name)
  const options = /^\d+$/u.test(qualifier)
    ? `{ version: "${qualifier}" }`
    : `{ aliases: ["${qualifier}"] }`
  const isQualified = qualifier !== "" && !qualifier.startsWith("$LATEST")
  return isQualified
    ? advise("registerQualified", { name: quoted, options })
    : advise("registerFunction", { name: quoted })
}

const MISSING_FUNCTION =
  /^Function not found: arn:[^:]+:lambda:[^:]+:\d+:function:([^:]+)(?::(.+))?$/u
