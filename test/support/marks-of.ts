import type { ExplorationFailure } from "durable-test-runner/explore"

/**
 * The lines of a counterexample on which its run leaves the plain run: the number of the line, what
 * happens, and whether that is a fault or comes before something else. That is the fault and its place;
 * the whole trace is in `test/golden`.
 */
export function marksOf({ trace }: Pick<ExplorationFailure, "trace">): string[] {
  return trace
    .filter(({ insteadOf }) => insteadOf !== undefined)
    .map(({ number, subject, detail, insteadOf, isFault }) => {
      const note = isFault ? "fault" : `before ${insteadOf}`
      return `${number} ${subject} ${detail} <- ${note}`
    })
}
