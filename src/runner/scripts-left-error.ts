import { advise } from "../text/advice.ts"
import { DurableTestRunnerError } from "../text/errors.ts"

/** A test ended with unused scripts or doubles, which it made after its last run or without a run. */
export class ScriptsLeftError extends DurableTestRunnerError {
  override readonly name = "ScriptsLeftError"
  /** The calls, as the test wrote them. */
  readonly unused: readonly string[]

  /** @internal */
  constructor(unused: readonly string[]) {
    const what = unused.length === 1 ? "a script" : `${unused.length} scripts`
    super(
      "SCRIPTS_LEFT",
      `The test has ended with ${what} that no run has used:\n` +
        `${unused.map((call) => `  ${call}`).join("\n")}\n` +
        `A script is for the next run: call runner.run(handler) after it, or leave it out. ${advise("allowUnused")}`,
    )
    this.unused = unused
  }
}
