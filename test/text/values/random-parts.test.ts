import { createHash } from "node:crypto"
import { assert, constantFrom, integer, property, string } from "fast-check"
import { describe, expect, test } from "vitest"
import { SeededRandom } from "../../../src/world/clock/seeded-random.ts"
import { differOnlyInRandomParts, TEXTS_TO_COMPARE } from "../../../src/text/values/random-parts.ts"

const ALPHABETS = {
  digits: "0123456789",
  hexadecimal: "0123456789abcdef",
  "base 36": "0123456789abcdefghijklmnopqrstuvwxyz",
  nanoid: "useandom-26T198340PX75pxJACKVERYMINDBUSHWOLF_GQZbfghjklqvwyzrict",
}

function idsOf(alphabet: string, length: number, seed: string): () => string {
  const random = new SeededRandom(seed)
  return () =>
    Array.from({ length }, () => alphabet[Math.floor(random.nextFloat() * alphabet.length)]).join(
      "",
    )
}

const textsOf = (text: (run: number) => string): string[] =>
  Array.from({ length: TEXTS_TO_COMPARE }, (_, run) => text(run))

describe("texts that differ in ids that each run draws anew", () => {
  test.each(Object.entries(ALPHABETS))(
    "%s: nearly always differ only in them",
    (_name, alphabet) => {
      let missed = 0
      for (let round = 0; round < 500; round++) {
        const id = idsOf(alphabet, 6, `${round}`)
        const texts = textsOf(() => {
          const [own, other] = [id(), id()]
          return `draw ${own} {"order":"order_${other}","stored":["${own}"]}`
        })
        if (!differOnlyInRandomParts(texts)) missed++
      }
      expect(missed).toBeLessThan(5)
    },
  )

  test("also differ only in them beside long ids that are counted", () => {
    const id = idsOf(ALPHABETS.nanoid, 5, "beside")
    const texts = textsOf((run) => `${id()} 7f3c8a10-4e2b-11ef-9a3c-0242ac12000${run}`)
    expect(differOnlyInRandomParts(texts)).toBe(true)
  })
})

const id = idsOf(ALPHABETS.nanoid, 6, "others")
const kept = id()

const others: Record<string, (run: number) => string> = {
  "a counter": (run) => `${1_000 + run}`,
  "a counter of several steps": (run) => `${1_000 + 13 * run}`,
  "a counter of uneven steps": (run) => `${1_000 + 10 * run + ((run * 7) % 10)}`,
  "a hexadecimal counter": (run) => (0xa0_00 + 5 * run).toString(16),
  "a counter of base 36": (run) => (1_000_000 + run).toString(36),
  "a counter behind an id": (run) => `${id()}-${100 + run}`,
  "a counter that sticks to an id": (run) => `${id()}${String(95 + run).padStart(4, "0")}`,
  "a counter before an id": (run) => `${100 + run}${id()}`,
  "the real time": (run) => String(1_764_460_800_000 + 37 * run + ((run * 5) % 3)),
  "a choice of two": (run) =>
    createHash("md5").update(`${run}`).digest()[0]! % 2 ? "gold" : "iron",
  "words of several lengths": (run) => "x".repeat(1 + (run % 5)) + id(),
  "a text that only the first run has": (run) => (run === 0 ? "cold" : "warm"),
  "an id of the run before": (run) => (run === 0 ? "null" : id()),
  "ids that are the same in one run only": (run) => `${kept} ${run === 3 ? kept : id()}`,
  "another number of words": (run) => Array.from({ length: 1 + (run % 2) }, id).join(" "),
  "an id in a number of several lengths": (run) => `${2 ** (run + 10)}`,
}

test.each(Object.entries(others))(
  "texts do not differ only in ids where they differ in %s",
  (_, text) => {
    expect(differOnlyInRandomParts(textsOf(text))).toBe(false)
  },
)

test("a counter in any place of a text is found", () => {
  const step = integer({ min: 1, max: 9_999 })
  const start = integer({ min: 10_000, max: 50_000 })
  const around = string({ unit: constantFrom("a", "b", " ", "{", "}", ":"), maxLength: 10 })
  assert(
    property(start, step, around, around, (first, by, before, after) => {
      const texts = textsOf((run) => `${before} ${first + by * run} ${id()} ${after}`)
      expect(differOnlyInRandomParts(texts)).toBe(false)
    }),
  )
})
