import type { DurableExecutionHandler } from "@aws/durable-execution-sdk-js"
import type { CauseKind } from "../../../src/runner/results/replay-verdict.ts"

type ZooHandler = DurableExecutionHandler<never, unknown>

/** A handler with a nondeterminism in it. */
export interface Planted {
  readonly name: string
  /** Made anew for each check, so that module state begins anew too. */
  readonly make: () => ZooHandler
  readonly input?: unknown
  readonly cause: CauseKind
  /** A piece of the source line that is to be named. */
  readonly line: string | undefined
}

/** A handler that looks as if it had one. */
export interface Correct {
  readonly name: string
  readonly make: () => ZooHandler
  readonly input?: unknown
}

/** A handler with a nondeterminism in it, and all the causes that may be behind it. */
export interface Shape extends Correct {
  readonly causes: readonly CauseKind[]
}
