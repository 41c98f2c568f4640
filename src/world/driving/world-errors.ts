import { advise } from "../../text/advice.ts"
import type { InvocationOutcome } from "../../service/values/invocation-outcome.ts"
import { listNames } from "../../text/did-you-mean.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { showValue } from "../../text/values/show-value.ts"
import type { DurableService } from "../../service/durable-service.ts"
import type { VirtualClock } from "../clock/virtual-clock.ts"
import { TIMED_OUT } from "../invocation/invocation-errors.ts"
import type { Invocation } from "../invocation/invocation.ts"
import { adviceOnSilence, adviceOnTimeout, type StuckSteps, stuckSteps } from "./stuck-advice.ts"
import { type CirclingWorld, describeLoop } from "./loop-report.ts"

/** What the errors of a world that cannot continue tell of it. */
interface ToldWorld {
  readonly service: DurableService
  readonly clock: VirtualClock
  readonly options: {
    readonly handlerTimeoutMs: number
    readonly maxEvents: number
    readonly plainEvents?: number | undefined
    readonly realIoTimeoutMs: number
  }
}

/** The handler awaits something that neither the service, nor a timer, nor real I/O will settle. */
export class InvocationStuckError extends DurableTestRunnerError {
  override readonly name = "InvocationStuckError"
  readonly functionName: string
  readonly requestId: string
  readonly runningSteps: readonly string[]
  /** @internal Real I/O that has not ended within its limit. */
  readonly abandonedIo: readonly string[]

  /** @internal */
  constructor(world: ToldWorld, invocation: Invocation, abandonedIo: readonly string[]) {
    const { functionName, requestId, durableExecutionArn } = invocation.identity
    const steps = stuckSteps(world.service, durableExecutionArn, invocation.openContexts)
    const { rejection } = invocation
    const advice = adviceOn(
      invocation,
      abandonedIo,
      steps,
      invocation.openBodies.size > 0,
      world.options,
    )
    super(
      "INVOCATION_STUCK",
      `The handler of "${functionName}" never settles. ` +
        `At ${formatElapsed(world.clock.elapsedMs)} virtual time its invocation has no timer${advice}`,
      ...(rejection instanceof Error ? [{ cause: rejection }] : []),
    )
    this.functionName = functionName
    this.requestId = requestId
    this.runningSteps = steps.running
    this.abandonedIo = abandonedIo
    hideMember(this, "abandonedIo")
  }
}

/** An execution had as many failed invocations in a row as `maxFailedInvocations` allows. */
export class FailedInvocationsError extends DurableTestRunnerError {
  override readonly name = "FailedInvocationsError"
  /** The request id of the last invocation. */
  readonly requestId: string

  /** @internal */
  constructor(
    { service }: Pick<ToldWorld, "service">,
    failures: number,
    { thrown, clientIsTaken, identity, openContexts }: Invocation,
    outcome: InvocationOutcome,
  ) {
    const { functionName, requestId, durableExecutionArn } = identity
    const error = outcome.kind === "failed" ? outcome.error : undefined
    const advice = [
      error?.ErrorType === TIMED_OUT
        ? adviceOnTimeout(stuckSteps(service, durableExecutionArn, openContexts))
        : "",
      clientIsTaken ? "" : adviceOnUnwrapped(functionName),
    ]
    super(
      "FAILED_INVOCATIONS",
      `The last ${failures} invocations of "${functionName}" all failed, the last one with ${error?.ErrorType ?? "Error"}: ${error?.ErrorMessage ?? "(no message)"}. The service would retry until the execution's time-out. ` +
        `Fix the failure, or set executionTimeout to see how the execution ends, ` +
        `or maxFailedInvocations to allow more.${advice.join("")}`,
      { cause: thrown },
    )
    this.requestId = requestId
  }
}

/** The SDK asks the event for its client first. */
function adviceOnUnwrapped(functionName: string): string {
  return ` The code has not reached the SDK: ${advise("wrapOrRegister", { name: JSON.stringify(functionName) })}`
}

/** A run had more events than `maxEvents` allows: it probably repeats itself without end. */
export class EventLimitError extends DurableTestRunnerError {
  override readonly name = "EventLimitError"

  /** @internal */
  constructor(world: ToldWorld & CirclingWorld, faults: number) {
    const { maxEvents, plainEvents } = world.options
    const since = faults === 0 ? "" : " since its last fault"
    const plain = plainEvents === undefined ? "" : `, and the plain run takes ${plainEvents}`
    super(
      "EVENT_LIMIT",
      `The run took more than ${maxEvents} events${since}${plain}. ${describeLoop(world)}\n` +
        "Does the handler poll or retry without end? " +
        "Raise maxEvents, an option of the runner, if the run is really that long.",
    )
  }
}

/** The end of a loop, which only the user knows. */
const ADVICE_ON_LOOPS =
  "Does a loop, a retry strategy or a condition of the handler, or a function that invokes itself, " +
  "never end? Give it a limit, or let the test change the state that it waits for. "

export const ADVICE_ON_CLOCK: string =
  "Does a loop wait until the clock shows a certain time? Virtual time stands still while code runs, so such " +
  "a loop never ends. Let it await a timer instead: setTimeout in the body of a step, context.wait outside. "

/** A run kept the thread busy for longer than `runBudgetMs`: it probably repeats itself without end. */
export class RunBudgetError extends DurableTestRunnerError {
  override readonly name = "RunBudgetError"

  /** @internal */
  constructor(
    world: CirclingWorld & { readonly options: { readonly runBudgetMs: number } },
    advice: string = ADVICE_ON_LOOPS,
  ) {
    const { runBudgetMs } = world.options
    super(
      "RUN_BUDGET",
      `The run has kept the thread busy for ${runBudgetMs} ms of real time, and has not ended. ` +
        `${describeLoop(world)}\n` +
        `${advice}If the run is really that long, raise runBudgetMs, an option of the runner.`,
    )
  }
}

/** Functions invoke themselves or each other without an end: the chain is longer than `maxInvokeDepth`. */
export class InvokeDepthError extends DurableTestRunnerError {
  override readonly name = "InvokeDepthError"
  /** The functions, the outermost first. */
  readonly functionNames: readonly string[]

  /** @internal */
  constructor(functionNames: readonly string[], maxInvokeDepth: number) {
    const cycle = [...new Set(functionNames)]
    const which = `${listNames(cycle)} ${cycle.length === 1 ? "invokes itself" : "invoke each other"}`
    super(
      "INVOKE_DEPTH",
      `More than ${maxInvokeDepth} executions started each other in a chain: ${which} without an end. ` +
        "Correct the condition under which the function invokes, " +
        "or raise maxInvokeDepth, an option of the runner, if invokes are really nested so deeply.",
    )
    this.functionNames = functionNames
  }
}

function adviceOn(
  { rejection, refusedResultBytes, keptTimers }: Invocation,
  abandonedIo: readonly string[],
  steps: StuckSteps,
  isBodyRunning: boolean,
  { realIoTimeoutMs, handlerTimeoutMs }: ToldWorld["options"],
): string {
  if (abandonedIo.length > 0) return adviceOnIo(abandonedIo, steps.running, realIoTimeoutMs)
  const advice =
    rejection instanceof Error
      ? adviceOnRejection(rejection, refusedResultBytes)
      : keptTimers.explain() || adviceOnSilence(steps, isBodyRunning, handlerTimeoutMs)
  return `, no checkpoint and no visible I/O left. ${advice}`
}

/** After some refusals the SDK settles nothing any more, and its caller is not told why. */
function adviceOnRejection({ name, message }: Error, resultBytes: number | undefined): string {
  if (resultBytes !== undefined) return adviceOnResult(`${name}, "${message}"`, resultBytes)
  return (
    `The last thing that happened is that the service refused a checkpoint: ${name}, "${message}". ` +
    "The SDK settles nothing after that. Is the result larger than the service takes? Keep large values " +
    "elsewhere, in S3 for example, and return a reference; otherwise correct what the checkpoint says."
  )
}

/** The SDK checkpoints a result that Lambda could not return. */
function adviceOnResult(refusal: string, resultBytes: number): string {
  return (
    `The last thing that happened is that the service refused the result of the execution, which has ${resultBytes} bytes: ` +
    `${refusal}. The SDK settles nothing after that. If the result is too large, keep it elsewhere, in S3 for ` +
    'example, and return a reference. An execution that is invoked with invocationType "RequestResponse" may have ' +
    "a larger result, up to service.limits.checkpointedResultBytes."
  )
}

function adviceOnIo(
  abandonedIo: readonly string[],
  runningSteps: readonly string[],
  realIoTimeoutMs: number,
): string {
  const who = runningSteps.length === 0 ? "it" : `the body of ${runningSteps.join(" and ")}`
  return (
    ` and no checkpoint left, and ${who} awaits real I/O that has not ended within realIoTimeoutMs (${realIoTimeoutMs} ms): ` +
    `${abandonedIo.join(", ")}. Is the other side up, and does it answer? Replace it by a double or a fake, ` +
    "or raise realIoTimeoutMs if it really takes longer."
  )
}

/** A chooser may be the test's own. */
export function notAnIndex(index: unknown, count: number): InvalidArgumentError {
  return new InvalidArgumentError(
    "choose what happens next",
    `the chooser returned ${showValue(index)} for ${count} enabled events`,
    `Return the index of one of them at once, a whole number from 0 to ${count - 1}.`,
  )
}
