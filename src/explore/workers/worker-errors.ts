import { DurableTestRunnerError } from "../../text/errors.ts"
import type { LoopReport } from "../../world/limits/watchdog.ts"
import { describeError, type ErrorData, fromErrorData, toErrorData } from "./error-data.ts"
import type { ModuleProblem } from "./worker-messages.ts"

const CODE = "EXPLORE_MODULE"
const SHAPE = "export default { handler, ...options }, the same that is explored"

/** Threads cannot explore what the module of `workers` exports. */
export class ExploreModuleError extends DurableTestRunnerError {
  override readonly name = "ExploreModuleError"
  /** The module's URL. */
  readonly module: string

  private constructor(module: string, what: string, advice: string, options?: ErrorOptions) {
    super(CODE, toMessage(`the module ${module} ${what}`, advice), options)
    this.module = module
  }

  /** @internal */
  static of(module: string, problem: ModuleProblem): ExploreModuleError {
    switch (problem.kind) {
      case "not-loaded":
        return ExploreModuleError.#notLoaded(module, problem.error)
      case "no-default-export":
        return ExploreModuleError.#withoutDefaultExport(module, problem.exported)
      case "no-handler":
        return new ExploreModuleError(
          module,
          `has a default export whose handler is ${problem.got}, not a function`,
          `Write: ${SHAPE}.`,
        )
      case "wrong-options":
        return new ExploreModuleError(
          module,
          `has options that are refused: ${describeError(problem.error)}`,
          "Correct them there.",
          { cause: fromErrorData(problem.error) },
        )
      default:
        return problem satisfies never
    }
  }

  /**
   * What it checks is not what the caller checks.
   *
   * @internal
   */
  static differs(module: string, difference: string): ExploreModuleError {
    return new ExploreModuleError(
      module,
      `explores something else than the caller: ${difference}`,
      "Let the caller import the module's default export and explore that.",
    )
  }

  /**
   * The module explores by itself, and each of its threads would start threads again.
   *
   * @internal
   */
  static startsThreads(module: string): ExploreModuleError {
    return new ExploreModuleError(
      module,
      "starts an exploration with workers when it is loaded",
      "Put the handler and its options into a separate module, and import it in the test.",
    )
  }

  static #notLoaded(module: string, error: ErrorData): ExploreModuleError {
    if (error.code === CODE) return ExploreModuleError.startsThreads(module)
    const advice =
      error.code === "ERR_UNKNOWN_FILE_EXTENSION"
        ? "Node 22.18 and newer load TypeScript; pass a JavaScript module to an older one."
        : "Threads load it with Node itself, without the test framework: does `node` run it?"
    const what = `cannot be loaded: ${describeError(error)}`
    return new ExploreModuleError(module, what, advice, { cause: fromErrorData(error) })
  }

  static #withoutDefaultExport(module: string, exported: readonly string[]): ExploreModuleError {
    const others = exported.length === 0 ? "nothing at all" : exported.join(", ")
    const what = `has no object as its default export; it exports ${others}`
    return new ExploreModuleError(module, what, `Write: ${SHAPE}.`)
  }
}

/** A worker thread could not make its runs. */
export class WorkerFailedError extends DurableTestRunnerError {
  override readonly name = "WorkerFailedError"

  private constructor(what: string, advice: string, options?: ErrorOptions) {
    super("WORKER_FAILED", toMessage(what, advice), options)
  }

  /**
   * What is thrown outside of the handler is nothing that a schedule could be blamed for.
   *
   * @internal
   */
  static threw(module: string, error: ErrorData): WorkerFailedError {
    return new WorkerFailedError(
      `a run could not be made: ${describeError(error)}`,
      `Look at \`prepare\`, \`observe\` and \`createHandler\` of ${module}.`,
      { cause: fromErrorData(error) },
    )
  }

  /** @internal */
  static exited(module: string, exitCode: number): WorkerFailedError {
    return new WorkerFailedError(
      `a thread ended by itself, with exit code ${exitCode}`,
      "Either something outside of the handler called process.exit(), or a promise that is awaited " +
        `in ${module} can never settle.`,
    )
  }

  /** @internal */
  static crashed(module: string, error: unknown): WorkerFailedError {
    if (codeOf(error) === "ERR_WORKER_OUT_OF_MEMORY") {
      return new WorkerFailedError(
        "a thread ran out of memory",
        "Does a fake of the outside world grow from run to run? Empty it in `prepare`. Otherwise " +
          "use fewer workers, or more memory: node --max-old-space-size=4096.",
        { cause: error },
      )
    }
    return new WorkerFailedError(
      `a thread died of an uncaught error: ${describeError(toErrorData(error))}`,
      `Something that ${module} starts outside of the handler throws.`,
      { cause: error },
    )
  }

  /** @internal */
  static notSent(error: unknown): WorkerFailedError {
    return new WorkerFailedError(
      `a message cannot be passed between threads: ${describeError(toErrorData(error))}`,
      "What passes is data; pass functions by the module.",
      { cause: error },
    )
  }

  /** @internal */
  static looped({ limitMs, found }: LoopReport): WorkerFailedError {
    return new WorkerFailedError(
      `a thread has not yielded to the event loop for ${limitMs} ms of real time, and was ended:\n${found.trimEnd()}`,
      "\n  Give the loop an end, or let it await an operation, a timer or I/O.",
    )
  }

  /** @internal */
  static closed(): WorkerFailedError {
    return new WorkerFailedError("its threads have been closed", "Explore again.")
  }
}

function toMessage(what: string, advice: string): string {
  const stop = /[.?!]$/u.test(what) || advice.startsWith("\n") ? "" : "."
  return `Failed to explore in worker threads: ${what}${stop}${advice.startsWith("\n") ? "" : " "}${advice}`
}

function codeOf(error: unknown): unknown {
  return typeof error === "object" && error !== null && "code" in error ? error.code : undefined
}
