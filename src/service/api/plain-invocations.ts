import { errorObjectFrom } from "../values/error-object.ts"
import type { Instant } from "../values/instant.ts"
import type { PlainInvocationOutcome } from "../values/invocation-outcome.ts"
import {
  settleChainedInvoke,
  type ChainedInvokeOutcome,
} from "../executions/chained-invoke-outcome.ts"
import { ServiceMisuseError } from "../wire/service-errors.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { PlainInvocation, ServiceState } from "../state/service-state.ts"
import { decodeUtf8Strictly, utf8Bytes } from "../values/utf8.ts"

/*
 * The one synchronous invocation of a plain function that a CHAINED_INVOKE makes (section 7).
 */

export interface BegunPlainInvocation {
  readonly requestId: string
  readonly functionArn: string
  readonly functionName: string
  readonly version: string
  readonly tenantId?: string
}

export function beginPlainInvocation(
  state: ServiceState,
  invocationId: string,
): BegunPlainInvocation {
  const invocation = invocationOf(state, invocationId)
  if (invocation.begun) {
    throw new ServiceMisuseError(
      `Failed to begin the plain invocation "${invocationId}": it has already started.`,
    )
  }
  invocation.begun = true
  state.ready.delete(invocationId)
  const { functionArn, functionName, version, tenantId } = invocation
  const begun = { requestId: invocationId, functionArn, functionName, version }
  return tenantId === undefined ? begun : { ...begun, tenantId }
}

/** If the caller has closed meanwhile, the outcome is dropped. */
export function endPlainInvocation(
  state: ServiceState,
  invocationId: string,
  outcome: PlainInvocationOutcome,
  now: Instant,
): void {
  const { execution, operation, begun } = invocationOf(state, invocationId)
  if (!begun) {
    throw new ServiceMisuseError(
      `Failed to end the plain invocation "${invocationId}": it has not started.`,
    )
  }
  state.plainInvocations.delete(invocationId)
  const settled: ChainedInvokeOutcome =
    outcome.kind === "failed"
      ? { status: "FAILED", error: errorObjectFrom(outcome.error) }
      : outcomeOfPayload(state.settings, outcome.payload)
  settleChainedInvoke(state, execution, operation, settled, now)
}

function outcomeOfPayload(
  { texts, limits }: ServiceSettings,
  payload: Uint8Array | string | undefined,
): ChainedInvokeOutcome {
  const limit = limits.chainedInvokeOutputBytes
  const bytes = typeof payload === "object" ? payload.byteLength : utf8Bytes(payload)
  if (bytes > limit) {
    const message = texts.chainedInvokeOutputTooLarge(limit)
    return { status: "FAILED", error: { ErrorMessage: message } }
  }
  const text = typeof payload === "object" ? decodeUtf8Strictly(payload) : (payload ?? "")
  if (text === undefined) {
    const error = { ErrorMessage: texts.chainedInvokeOutputNotUtf8 }
    return { status: "FAILED", error }
  }
  return { status: "SUCCEEDED", result: text === "" ? undefined : text }
}

function invocationOf(state: ServiceState, invocationId: string): PlainInvocation {
  const invocation = state.plainInvocations.get(invocationId)
  if (invocation !== undefined) return invocation
  throw new ServiceMisuseError(
    `Failed to find the plain invocation "${invocationId}". Has it ended already?`,
  )
}
