import * as fc from "fast-check"
import { expect, test } from "vitest"
import { asFlags } from "../../src/cli/commands/as-flags.ts"
import { quoted } from "../../src/cli/files/quoted.ts"
import { ADVICE, advise, type AdviceName } from "../../src/text/advice.ts"

const names = Object.keys(ADVICE) as AdviceName[]

test.for(names)("the command line has words of its own for %s", (name) => {
  const code = { name: '"prices"', delayMs: "60000", options: '{ aliases: ["live"] }' }
  const inTests = (advise as (name: AdviceName, code: object) => string)(name, code)
  const told = asFlags(`It failed. ${inTests} Then more.`)
  expect(inTests).not.toContain("%")
  expect(told).not.toMatch(
    /%|runner\.|\{ (?:after|durable|expectRefused|allow)|\(input, prepare\)/u,
  )
  expect(told.startsWith("It failed. ")).toBe(true)
  expect(told.endsWith(" Then more.")).toBe(true)
})

test("any name of a callback comes over as a shell needs it, and text around it stays", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (name, around) => {
      fc.pre(!around.includes("Failed to call") && !/\b(?:raise|set|or) \w/u.test(around))
      const advice = advise("answerCallback", { name: JSON.stringify(name) })
      expect(asFlags(`${around}${advice}!`)).toBe(
        `${around}pass --answer ${quoted(`${name}=text`)} or --fail ${quoted(`${name}=message`)}!`,
      )
    }),
  )
})

test("a name with a space is one argument", () => {
  expect(asFlags(advise("registerFunction", { name: '"price list"' }))).toBe(
    "Pass --function 'price list=value' for its result.",
  )
})

test("two advices in one text are both told by flags", () => {
  const [first, second] = [advise("replaceIo"), advise("answerCallback", { name: '"a"' })]
  expect(asFlags(`${first}. Or ${second}, or ${second}`)).toBe(
    "Replace it by a double (--stub, --function). Or pass --answer a=text or --fail a=message, " +
      "or pass --answer a=text or --fail a=message",
  )
})
