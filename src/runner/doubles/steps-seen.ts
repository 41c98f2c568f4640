import { didYouMean, listNames } from "../../text/did-you-mean.ts"
import { isNameOf, type StepAttempt, type StepDouble } from "./step-double.ts"

interface SeenStep {
  readonly occurrence: number
  attempts: number
}

/** The steps whose bodies were about to run, by their names, in the order of their first attempts. */
export class StepsSeen {
  readonly #byName: Map<string, Map<string, SeenStep>> = new Map()

  /** Which step of its name this is, 1 for the first. */
  occurrenceOf({ name, executionArn, operationId, attempt }: StepAttempt): number {
    if (name === undefined) return 1
    const steps = this.#byName.get(name) ?? new Map<string, SeenStep>()
    this.#byName.set(name, steps)
    const key = `${executionArn} ${operationId}`
    const step = steps.get(key) ?? { occurrence: steps.size + 1, attempts: 0 }
    steps.set(key, step)
    step.attempts = Math.max(step.attempts, attempt)
    return step.occurrence
  }

  /** Why a double stood in for nothing. */
  reasonAgainst(double: StepDouble): string {
    const names = [...this.#byName.keys()]
    if (names.length === 0) return "no step with a name ran."
    const namesakes = names.filter((name) => isNameOf(double, name))
    if (namesakes.length === 0) {
      const hint = typeof double.name === "string" ? didYouMean(double.name, names) : ""
      return `the steps that ran are ${listNames(names)}.${hint}`
    }
    const steps = namesakes.flatMap((name) => [...(this.#byName.get(name)?.values() ?? [])])
    const meant = steps.filter(({ occurrence }) => occurrence === (double.occurrence ?? occurrence))
    const isOrAre = steps.length === 1 ? "step" : "steps"
    if (meant.length === 0) {
      return `${steps.length} ${isOrAre} of that name ran, so there is no occurrence ${double.occurrence}.`
    }
    const attempts = Math.max(...meant.map((step) => step.attempts))
    if (double.attempts?.some((attempt) => attempt <= attempts) === false) {
      return `${listNames(namesakes)} had ${attempts} ${attempts === 1 ? "attempt" : "attempts"}.`
    }
    return `other doubles stood in for ${listNames(namesakes)}.`
  }
}
