import type { Chooser } from "../../simulation/chooser.ts"
import { isFaultKind } from "../../simulation/fault-kind.ts"
import { SeededRandom } from "../../simulation/seeded-random.ts"
import type { PolicySpec } from "../run-plan.ts"

export function randomPolicy(spec: Extract<PolicySpec, { seed: number }>): Chooser {
  const random = new SeededRandom(`${spec.kind}/${spec.seed}`)
  return {
    choose(enabled) {
      const faultsFrom = enabled.findIndex(({ kind }) => isFaultKind(kind))
      const plain = faultsFrom < 0 ? enabled.length : faultsFrom
      if (plain < enabled.length && random.nextFloat() < spec.faultRate) {
        return plain + Math.floor(random.nextFloat() * (enabled.length - plain))
      }
      return Math.floor(random.nextFloat() * plain)
    },
  }
}
