import "../world/limits/supported-runtime.ts"
import { runOutsideScopes } from "../world/globals/patch/scope.ts"
import { markRemote } from "../world/remote-handlers.ts"
import { boolean, either, listOf, oneOf, passing, positive, text } from "../text/option-kinds.ts"
import { type OptionSpec, type Place, readOptions, wrongValue } from "../text/options.ts"
import { findFakeTime } from "./fake-clock.ts"
import type { Command } from "./guarded-process.ts"
import { currentHost } from "./process-host.ts"
import { ProcessPool } from "./process-pool.ts"
import { commandText } from "./remote-errors.ts"
import { type ContextOfInvocation, RemoteInvocation } from "./remote-invocation.ts"

export { RemoteProcessError } from "./remote-errors.ts"

export interface RemoteFunctionOptions {
  /**
   * The command that starts the runtime of the function: a program and its arguments, such as
   * `["python3", "-m", "awslambdaric", "order.handler"]`, or a line for the shell.
   */
  readonly command: string | readonly string[]
  /** The folder of the process. Default: that of the test. */
  readonly cwd?: string
  /** Additional environment variables, besides those of the test and those of Lambda; `undefined` removes one. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /**
   * `"faketime"` gives the process the virtual time, by libfaketime, which must be installed. Default
   * `"real"`: its clock shows the time of the machine.
   */
  readonly clock?: "real" | "faketime"
  /**
   * Whether every new container gets its own process: each run starts in a new one, and continues in another one
   * after a crash. Default false: a process serves all runs, like a warm container, and is replaced only after
   * it has ended.
   */
  readonly freshContainers?: boolean
  /**
   * How long the process may work before it responds or requests something, in real milliseconds; to load its
   * function it has at least 10 seconds. Default 3,000.
   */
  readonly realTimeoutMs?: number
}

/** A handler whose code runs in its own process. */
export interface RemoteFunction<Input, Result> {
  (event: Input, context: never): Promise<Result>
  /** Ends its processes. They end with the test process in any case. */
  close(): void
  [Symbol.dispose](): void
}

const OPTIONS: OptionSpec<RemoteFunctionOptions> = {
  command: either(
    (value): value is string => typeof value === "string" && value.trim() !== "",
    programWithArguments,
  ),
  cwd: text(),
  env: passing(
    isEnvironment,
    "Pass an object whose values are texts, such as { BANK_URL: url }; undefined takes a variable away.",
  ),
  clock: oneOf(["real", "faketime"]),
  freshContainers: boolean(),
  realTimeoutMs: positive("Pass a positive number of milliseconds."),
}

/**
 * A durable function in any language: a handler for `run`, `start`, `explore`, `checkReplay` and
 * `registerFunction`, whose code runs in its own process. The process receives its invocations by the
 * Lambda Runtime API, as on AWS, and its AWS client reaches the simulated service by
 * `AWS_ENDPOINT_URL_LAMBDA`, which all AWS SDKs read.
 *
 * The first invocation starts the process, which also serves all later ones. Virtual time stands still while it
 * works.
 *
 * @example
 * ```ts
 * const order = remoteFunction({ command: ["python3", "-m", "awslambdaric", "order.handler"] })
 * runner.completeCallback("approve", { status: "approved" })
 * const execution = await runner.run(order, { orderId: "o-1" })
 * ```
 * @throws {InvalidArgumentError} for wrong options, and if libfaketime is not installed.
 */
// eslint-disable-next-line typescript/no-explicit-any
export function remoteFunction<Input = any, Result = any>(
  options: RemoteFunctionOptions,
): RemoteFunction<Input, Result> {
  const call = "call remoteFunction"
  const read = readOptions(call, options, OPTIONS, ["command"])
  const { command, cwd, env = {}, clock, freshContainers = false, realTimeoutMs = 3_000 } = read
  const fakeTime = clock === "faketime" ? findFakeTime(call) : undefined
  const parts = { command, cwd, env: { ...env }, fakeTime, limitMs: realTimeoutMs }
  const pool = new ProcessPool(parts, freshContainers)
  const handler = async (event: unknown, context: ContextOfInvocation): Promise<unknown> => {
    const invocation = new RemoteInvocation(currentHost(), event, context)
    runOutsideScopes(() => pool.serve(invocation))
    return invocation.outcome
  }
  const close = (): void => pool.close()
  markRemote(handler, {
    command: commandText(command),
    hasVirtualClock: fakeTime !== undefined,
    startsAfresh: freshContainers,
  })
  return Object.assign(handler, { close, [Symbol.dispose]: close }) as never
}

const PROGRAM =
  'Pass the program and its arguments, ["python3", "-m", "order"], or a line for the shell.'

const readList = listOf(
  passing((value): value is string => typeof value === "string", "Pass a text."),
  PROGRAM,
)

function programWithArguments(value: unknown, place: Place): Command {
  const list = readList(value, place)
  if (list.length === 0 || list[0] === "") throw wrongValue(place, value, PROGRAM)
  return list
}

function isEnvironment(value: unknown): value is Record<string, string | undefined> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  return Object.values(value).every((each) => each === undefined || typeof each === "string")
}
