import type { DurableTestRunner } from "../../durable-test-runner.ts"
import type { DurableTestRunnerOptions } from "../../runner/options/runner-options.ts"
import type { Execution } from "../../runner/results/execution.ts"
import { describeFailedStep } from "../../runner/results/failure-reason.ts"
import { type OperationResult, targetOf } from "../../runner/results/operation-result.ts"
import type { ReceivedCallback } from "../../runner/systems/responder.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import { createRunner, endOf } from "./command-runner.ts"

/** How often a handler is run at the most until everything that it lacks has a double. */
const MOST_RUNS = 20

/** A step whose body could not run. */
export interface FailedStep {
  readonly name: string
  readonly message: string
}

/** What a handler asks of the world, as plain runs of it have shown. */
interface Discovery {
  /** The last of these runs, as far as it came. */
  readonly execution: Execution | undefined
  /** Why it did not end. */
  readonly error: Error | undefined
  /** Callbacks that nobody had said anything about, and that were answered all the same. */
  readonly answered: readonly ReceivedCallback[]
  /** Functions that nobody has registered, which were mocked with null. */
  readonly functions: readonly string[]
  /** Steps that have failed, and were stubbed with null where that was asked for. */
  readonly failed: readonly FailedStep[]
}

export interface DiscoverOptions {
  readonly input: unknown
  readonly prepare: (runner: DurableTestRunner) => void
  /** What callbacks are answered with that nobody has said anything about. Default no result. */
  readonly answer?: string | undefined
  /** Whether steps that fail are stubbed, so that the runs lead on. */
  readonly stubsFailing: boolean
  readonly runnerOptions?: Pick<DurableTestRunnerOptions, "startTime" | "seed">
}

/**
 * Runs a handler with what is known of its world, and gives it doubles for what it lacks, until it lacks
 * nothing more.
 */
async function discover(
  handler: LambdaHandler,
  { input, prepare, answer, stubsFailing, runnerOptions = {} }: DiscoverOptions,
): Promise<Discovery> {
  const functions = new Set<string>()
  const failed = new Map<string, FailedStep>()
  for (let run = 1; ; run++) {
    const found: { readonly functions: Set<string>; readonly failed: FailedStep[] } = {
      functions: new Set(),
      failed: [],
    }
    const answered: ReceivedCallback[] = []
    const runner = createRunner({ ...runnerOptions, allowUnusedScripts: true })
    prepare(runner)
    standIn(runner, { functions, failed: stubsFailing ? [...failed.values()] : [] })
    runner.onCallback(
      () => true,
      async (callback) => {
        answered.push(callback)
        await answerInTime(callback, answer)
      },
    )
    const { execution, error } = await endOf(async () => runner.run(handler, input))
    for (const operation of execution?.operations ?? []) note(operation, found)
    const news =
      [...found.functions].some((name) => !functions.has(name)) ||
      (stubsFailing && found.failed.some(({ name }) => !failed.has(name)))
    for (const name of found.functions) functions.add(name)
    for (const step of found.failed) if (!failed.has(step.name)) failed.set(step.name, step)
    if (news && run < MOST_RUNS) continue
    return {
      execution,
      error,
      answered,
      functions: [...functions],
      failed: [...failed.values()],
    }
  }
}

/** What callbacks are answered with: no result, or an object for handlers that parse one. */
const ANSWERS = [undefined, "{}"]

/** What a handler asks of the world, and the answer with which that was seen. */
export interface Answered {
  readonly found: Discovery
  /** Undefined for no result. */
  readonly answer: string | undefined
}

/** The first kind of answer with which the handler succeeds, else the one with which it comes furthest. */
export async function discoverAnswered(
  handler: LambdaHandler,
  options: Omit<DiscoverOptions, "answer">,
): Promise<Answered> {
  const all: Answered[] = []
  for (const answer of ANSWERS) {
    const found = await discover(handler, { ...options, answer })
    all.push({ found, answer })
    if (found.execution?.status === "SUCCEEDED" || found.answered.length === 0) break
  }
  const succeeded = all.find(({ found }) => found.execution?.status === "SUCCEEDED")
  const [furthest] = all.toSorted((one, other) => lengthOf(other) - lengthOf(one))
  return succeeded ?? (furthest as Answered)
}

function lengthOf({ found }: Answered): number {
  return found.execution?.operations.length ?? 0
}

/** Answers a callback. One that is late gets no answer, as one of the real world is refused. */
export async function answerInTime(
  callback: ReceivedCallback,
  answer: string | undefined,
): Promise<void> {
  try {
    await callback.succeed(answer)
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "CallbackTimeoutException") throw error
  }
}

/** Doubles for what a handler lacks. */
export function standIn(
  runner: DurableTestRunner,
  {
    functions,
    failed,
  }: { readonly functions: Iterable<string>; readonly failed: Iterable<FailedStep> },
): void {
  for (const name of functions) runner.scenario({ functions: { [name]: { return: null } } })
  for (const { name } of failed) runner.mockStep(name, () => null)
}

function note(
  operation: OperationResult,
  found: { readonly functions: Set<string>; readonly failed: FailedStep[] },
): void {
  const { type, status, error, childExecution } = operation
  for (const inner of childExecution?.operations ?? []) note(inner, found)
  if (status !== "FAILED") return
  const target = targetOf(operation)
  if (target !== undefined && error?.ErrorType === "ResourceNotFoundException") {
    found.functions.add(target)
  }
  const name = stepNameOf(operation)
  if (type !== "STEP" || name === undefined) return
  found.failed.push({ name, message: describeFailedStep(operation) })
}

/** The submitter of a callback has no name of its own. */
export function stepNameOf({ name, type, parent }: OperationResult): string | undefined {
  if (name !== undefined || type !== "STEP") return name
  return parent?.subType === "WaitForCallback" && parent.name !== undefined
    ? `${parent.name}-submitter`
    : undefined
}
