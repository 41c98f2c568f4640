import type { InvocationOutcome } from "../../service/values/invocation-outcome.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { DurableTestRunnerError } from "../../text/errors.ts"
import type { DurableService } from "../../service/durable-service.ts"
import type { VirtualClock } from "../clock/virtual-clock.ts"
import type { Invocation } from "./invocation.ts"
import { adviceOnSilence, stuckSteps } from "./stuck-advice.ts"

/** What the errors of a world that cannot go on tell of it. */
interface ToldWorld {
  readonly service: DurableService
  readonly clock: VirtualClock
  readonly options: { readonly handlerTimeoutMs: number; readonly maxEvents: number }
}

/** The handler awaits something that neither the service, nor a timer, nor real I/O will settle. */
export class InvocationStuckError extends DurableTestRunnerError {
  override readonly name = "InvocationStuckError"
  readonly functionName: string
  readonly requestId: string
  readonly runningSteps: readonly string[]

  /** @internal */
  constructor(world: ToldWorld, invocation: Invocation) {
    const { functionName, requestId, durableExecutionArn } = invocation.identity
    const steps = stuckSteps(world.service, durableExecutionArn)
    const { rejection } = invocation
    super(
      "INVOCATION_STUCK",
      `The handler of "${functionName}" never settles. ` +
        `At ${formatElapsed(world.clock.elapsedMs)} virtual time its invocation has no timer, no checkpoint ` +
        `and no visible I/O left. ${
          rejection instanceof Error
            ? adviceOnRejection(rejection)
            : adviceOnSilence(steps, invocation.runningBodies > 0, world.options.handlerTimeoutMs)
        }`,
      ...(rejection instanceof Error ? [{ cause: rejection }] : []),
    )
    this.functionName = functionName
    this.requestId = requestId
    this.runningSteps = steps.running
  }
}

/** The same execution was invoked again and again, and never once successfully. */
export class FailedInvocationsError extends DurableTestRunnerError {
  override readonly name = "FailedInvocationsError"

  /** @internal */
  constructor(functionName: string, failures: number, thrown: unknown, outcome: InvocationOutcome) {
    const error = outcome.kind === "failed" ? outcome.error : undefined
    super(
      "FAILED_INVOCATIONS",
      `The last ${failures} invocations of "${functionName}" all failed, the last one with ` +
        `${error?.ErrorType ?? "Error"}: ${error?.ErrorMessage ?? "(no message)"}. ` +
        "The service would go on retrying until the execution's time-out. " +
        "Fix the failure, or set executionTimeout to see how the execution ends, " +
        "or maxFailedInvocations to allow more.",
      { cause: thrown },
    )
  }
}

/** A run that takes this many events is going round in circles. */
export class EventLimitError extends DurableTestRunnerError {
  override readonly name = "EventLimitError"

  /** @internal */
  constructor(world: ToldWorld) {
    super(
      "EVENT_LIMIT",
      `The run took more than ${world.options.maxEvents} events and stands at ` +
        `${formatElapsed(world.clock.elapsedMs)} virtual time. Does the handler poll without end? ` +
        "Raise maxEvents if the run is really that long.",
    )
  }
}

/** After some refusals the SDK settles nothing any more, and its caller is not told why. */
function adviceOnRejection({ name, message }: Error): string {
  return (
    `The last thing that happened is that the service refused a checkpoint: ${name}, "${message}". ` +
    "The SDK settles nothing after that. Is the result larger than the service takes? Keep large values " +
    "elsewhere, in S3 for example, and return a reference; otherwise correct what the checkpoint says."
  )
}
