import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { InvocationOutcome } from "../../service/values/invocation-outcome.ts"

/** How the invocation of a plain function ended, as Lambda's runtime reports it. */
export type PlainOutcome =
  | { readonly kind: "returned"; readonly payload: string }
  | { readonly kind: "failed"; readonly error: ErrorObject }

/** Lambda's runtime sends what a handler returns as JSON text. */
export function toPlainOutcome(outcome: InvocationOutcome): PlainOutcome {
  if (outcome.kind === "failed") return outcome
  try {
    // It answers null for a handler that returns nothing.
    return { kind: "returned", payload: JSON.stringify(outcome.output) ?? "null" }
  } catch {
    const ErrorMessage = "Unable to stringify response body"
    return { kind: "failed", error: { ErrorType: "Runtime.MarshalError", ErrorMessage } }
  }
}
