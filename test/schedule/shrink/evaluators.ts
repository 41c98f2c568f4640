import * as fc from "fast-check"
import type { ShrinkEvaluation } from "../../../src/schedule/shrink/shrink-choices.ts"

type Choices = readonly number[]

/** A handler with a bug, reduced to which choices show it. */
export interface Planted {
  readonly name: string
  readonly run: (choices: Choices) => ShrinkEvaluation
}

/** At decision n there are `options[n % options.length]` options, and the run ends after `length`. */
function used(choices: Choices, options: Choices, length: number): number[] {
  return Array.from(
    { length },
    (_, position) => (choices[position] ?? 0) % options[position % options.length]!,
  )
}

/** A 2 somewhere after a 1. */
const inOrder: Planted = {
  name: "2 after 1",
  run: (choices) => {
    const one = choices.indexOf(1)
    return { isSame: one >= 0 && choices.slice(one).includes(2), chosen: choices }
  },
}

/** At least three deviations among five neighbours. */
const crowded: Planted = {
  name: "three deviations within five",
  run: (choices) => ({
    isSame: choices.some(
      (_, start) => choices.slice(start, start + 5).filter((choice) => choice > 0).length >= 3,
    ),
    chosen: choices,
  }),
}

/** The number of options goes up and down, so what is chosen is seldom what was prescribed. */
const modulo: Planted = {
  name: "few options",
  run: (choices) => {
    const chosen = used(choices, [2, 5, 3, 4], 12)
    const sum = chosen.reduce((total, choice) => total + choice, 0)
    return { isSame: sum >= 5, chosen }
  },
}

/** Each deviation makes the run longer by two decisions, and the bug is in the tenth. */
const growing: Planted = {
  name: "tenth decision",
  run: (choices) => {
    const chosen: number[] = []
    for (let end = 4; chosen.length < end && chosen.length < 40;) {
      const choice = (choices[chosen.length] ?? 0) % 4
      if (choice > 0) end += 2
      chosen.push(choice)
    }
    return { isSame: chosen.length > 9, chosen }
  },
}

/** Whatever is not a sum of two parities: nothing that is near a failing schedule need fail. */
const scattered: Planted = {
  name: "scattered",
  run: (choices) => {
    const chosen = used(choices, [7], 15)
    const hash = chosen.reduce((sum, choice, index) => (sum * 31 + choice * (index + 1)) % 997, 7)
    return { isSame: hash % 3 === 0, chosen }
  },
}

export const PLANTED: readonly Planted[] = [inOrder, crowded, modulo, growing, scattered]

const someChoices = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 6 })), { maxLength: 30 })

/** A planted bug, and the choices of a run that shows it. */
export const failing: fc.Arbitrary<{ readonly planted: Planted; readonly start: Choices }> = fc
  .constantFrom(...PLANTED)
  .chain((planted) =>
    someChoices
      .map((choices) => planted.run(choices))
      .filter(({ isSame }) => isSame)
      .map(({ chosen }) => ({ planted, start: chosen })),
  )
