import type { Divergence } from "../../runner/results/replay-verdict.ts"
import { DurableTestRunnerError, hideMember } from "../../text/errors.ts"
import type { CorpusVerdict } from "./replay-history.ts"
import type { UncontrolledSource } from "./uncontrolled.ts"

/** A handler requests other operations when it is replayed. */
export class ReplayDivergenceError extends DurableTestRunnerError {
  override readonly name = "ReplayDivergenceError"
  readonly divergence: Divergence

  /** @internal */
  constructor(divergence: Divergence) {
    super("REPLAY_DIVERGENCE", divergence.message)
    this.divergence = divergence
    hideMember(this, "divergence")
  }
}

/** A handler cannot continue some recorded executions, or their histories lack data. */
export class IncompatibleHistoriesError extends DurableTestRunnerError {
  override readonly name = "IncompatibleHistoriesError"
  readonly results: CorpusVerdict["results"]

  /** @internal */
  constructor({ results }: CorpusVerdict) {
    const bad = results.filter(({ verdict }) => verdict !== "compatible")
    const what = `${bad.length} of ${results.length} recorded histories`
    const lines = bad.map(({ name, message }) => `${name}: ${message}`)
    super("INCOMPATIBLE_HISTORIES", `${what} cannot continue with this code:\n${lines.join("\n")}`)
    this.results = bad
  }
}

/** Two runs with the same seed differ, so the result of a test may change without a change of the code. */
export class UncontrolledSourceError extends DurableTestRunnerError {
  override readonly name = "UncontrolledSourceError"
  readonly source: UncontrolledSource

  /** @internal */
  constructor(source: UncontrolledSource) {
    super("UNCONTROLLED_SOURCE", source.message)
    this.source = source
  }
}
