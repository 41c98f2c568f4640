import type { Chooser } from "../../../world/events/chooser.ts"
import type { SeededRandom } from "../../../world/clock/seeded-random.ts"
import { drawBelow } from "./draw.ts"
import { OnlineChains } from "./online-chains.ts"

/**
 * Lets one chain wait as long as another can go on: one branch is slow, or one request, or one answer.
 * Among the others it is the random walk. This is the extreme case of delay-bounded scheduling (Emmi,
 * Qadeer and Rakamaric, POPL 2011): one delay, as long as possible.
 *
 * Deviation: the chains are not known beforehand, so the victim is drawn while they appear. Each draws a
 * number, and the smallest one loses; whatever chains there are so far, each has the same chance.
 */
export function starvingWalk(random: SeededRandom): Chooser {
  const chains = new OnlineChains()
  const numbers = new Map<string, number>()
  let victim: string | undefined
  return {
    choose(enabled) {
      const names = chains.of(enabled)
      for (const name of names) {
        if (numbers.has(name)) continue
        const number = random.nextFloat()
        numbers.set(name, number)
        if (victim === undefined || number < (numbers.get(victim) ?? 0)) victim = name
      }
      const fed = names.flatMap((name, index) => (name === victim ? [] : [index]))
      return fed[drawBelow(random, fed.length)] ?? drawBelow(random, enabled.length)
    },
  }
}
