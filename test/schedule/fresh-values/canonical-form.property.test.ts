import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { canonicalForm } from "../../../src/schedule/fresh-values/canonical-form.ts"
import { KnownValues } from "../../../src/schedule/fresh-values/known-values.ts"
import { canonical } from "../../../src/text/values/canonical.ts"
import { DrawnValues } from "../../../src/world/globals/patch/drawn-values.ts"
import { SeededRandom } from "../../../src/world/clock/seeded-random.ts"

/** A structure in which numbers stand for fresh values. */
type Shape =
  | { readonly fresh: number; readonly how: keyof typeof FORMS }
  | { readonly plain: string | number | null }
  | { readonly list: readonly Shape[] }
  | { readonly set: readonly Shape[] }
  | { readonly map: readonly (readonly [number, Shape])[] }
  | { readonly keyed: readonly (readonly [number, Shape])[] }
  | { readonly object: Readonly<Record<string, Shape>> }

const FORMS = {
  text: (id: string) => id,
  upper: (id: string) => id.toUpperCase(),
  slice: (id: string) => id.slice(0, 8),
  within: (id: string) => `order ${id} is paid`,
  prefixed: (id: string) => `ord_${id.replaceAll("-", "")}`,
  sha256: (id: string) => createHash("sha256").update(id).digest("hex"),
  md5: (id: string) => createHash("md5").update(id).digest("base64"),
  encoded: (id: string) => Buffer.from(`{"id":"${id}"}`).toString("base64url"),
} as const

const names = Object.keys(FORMS) as (keyof typeof FORMS)[]
const aFresh = fc.nat(3)

const aShape: fc.Arbitrary<Shape> = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    fc.record({ fresh: aFresh, how: fc.constantFrom(...names) }),
    fc.record({ plain: fc.constantFrom("paid", "order 1", 5, null) }),
    fc.record({ list: fc.array(tie("shape"), { maxLength: 3 }) }),
    fc.record({ set: fc.array(tie("shape"), { maxLength: 4 }) }),
    fc.record({ map: fc.array(fc.tuple(aFresh, tie("shape")), { maxLength: 3 }) }),
    fc.record({ keyed: fc.array(fc.tuple(aFresh, tie("shape")), { maxLength: 3 }) }),
    fc.record({
      object: fc.dictionary(fc.constantFrom("a", "b"), tie("shape"), { maxKeys: 2 }),
    }),
  ),
})).shape

/** The shape with these ids. A set has no member twice, whether as a text or not. */
function fill(shape: Shape, ids: readonly string[]): unknown {
  const idOf = (fresh: number): string => ids[fresh] ?? ""
  if ("fresh" in shape) return FORMS[shape.how](idOf(shape.fresh))
  if ("plain" in shape) return shape.plain
  if ("list" in shape) return shape.list.map((member) => fill(member, ids))
  if ("set" in shape) return new Set(shape.set.map((member) => fill(member, ids)))
  if ("map" in shape) {
    return new Map(shape.map.map(([key, member]) => [idOf(key), fill(member, ids)]))
  }
  if ("keyed" in shape) {
    return Object.fromEntries(shape.keyed.map(([key, member]) => [idOf(key), fill(member, ids)]))
  }
  return Object.fromEntries(
    Object.entries(shape.object).map(([key, member]) => [key, fill(member, ids)]),
  )
}

function worldOf(seed: string): { readonly ids: readonly string[]; readonly known: KnownValues } {
  const drawn = new DrawnValues()
  const random = drawn.keeping(new SeededRandom(seed))
  const ids = Array.from({ length: 4 }, () => random.nextUuid())
  return { ids, known: new KnownValues(drawn) }
}

function formOf(value: unknown, known: KnownValues): string {
  return JSON.stringify(canonicalForm(value, canonical(value), () => known))
}

const one = worldOf("one")
const other = worldOf("other")

/** All ways to rename four ids. */
const PERMUTATIONS: readonly (readonly number[])[] = permutationsOf([0, 1, 2, 3])

function permutationsOf(members: readonly number[]): number[][] {
  if (members.length === 0) return [[]]
  return members.flatMap((first) =>
    permutationsOf(members.filter((each) => each !== first)).map((rest) => [first, ...rest]),
  )
}

function permuted(ids: readonly string[], order: readonly number[]): string[] {
  return order.map((index) => ids[index] ?? "")
}

describe("the canonical form", () => {
  test("is the same for two runs that drew other ids", () => {
    fc.assert(
      fc.property(aShape, fc.constantFrom(...PERMUTATIONS), (shape, order) => {
        const left = formOf(fill(shape, one.ids), one.known)
        const right = formOf(fill(shape, permuted(other.ids, order)), other.known)
        expect(right).toBe(left)
      }),
      { numRuns: 1_000 },
    )
  })

  test("is the same only if one value comes of the other by renaming", () => {
    fc.assert(
      fc.property(aShape, fc.array(aFresh, { minLength: 4, maxLength: 4 }), (shape, confusion) => {
        const left = fill(shape, one.ids)
        const right = fill(shape, permuted(one.ids, confusion))
        const isRenamed = PERMUTATIONS.some(
          (order) => textOf(fill(shape, permuted(one.ids, order))) === textOf(right),
        )
        // Who confuses two ids may come to the same by a renaming of another kind.
        if (isRenamed) expect(formOf(right, one.known)).toBe(formOf(left, one.known))
        else expect(formOf(right, one.known)).not.toBe(formOf(left, one.known))
      }),
      { numRuns: 1_000 },
    )
  })

  test("tells two triangles from a hexagon, whose members all have the same neighbours", () => {
    const { ids, known } = sixIds()
    const edges = (pairs: readonly (readonly [number, number])[]): unknown =>
      new Set(pairs.map(([from, to]) => [ids[from], ids[to]]))
    const triangles = edges([
      [0, 1],
      [1, 2],
      [2, 0],
      [3, 4],
      [4, 5],
      [5, 3],
    ])
    const others = edges([
      [0, 3],
      [3, 2],
      [2, 0],
      [1, 4],
      [4, 5],
      [5, 1],
    ])
    const hexagon = edges([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 4],
      [4, 5],
      [5, 0],
    ])
    expect(formOf(others, known)).toBe(formOf(triangles, known))
    expect(formOf(hexagon, known)).not.toBe(formOf(triangles, known))
  })
})

function sixIds(): { readonly ids: readonly string[]; readonly known: KnownValues } {
  const drawn = new DrawnValues()
  const random = drawn.keeping(new SeededRandom("six"))
  const ids = Array.from({ length: 6 }, () => random.nextUuid())
  return { ids, known: new KnownValues(drawn) }
}

function textOf(value: unknown): string {
  return JSON.stringify(canonical(value))
}

describe("nothing is renamed", () => {
  test("that no run has drawn", () => {
    const value = { id: "3f2b8a1c-9d4e-4f6a-8b7c-1d2e3f4a5b6c", at: "2025-03-01T00:00:00.000Z" }
    expect(formOf(value, one.known)).toBe(JSON.stringify(canonical(value)))
  })

  test("in a value without a word that could be an id", () => {
    const value = { status: "paid", items: [1, 2, 3], total: 99.5 }
    const known = (): KnownValues => expect.fail("Nobody needs to know.")
    expect(canonicalForm(value, canonical(value), known)).toEqual(value)
  })
})

describe("what is made of a moment or of a random number is followed", () => {
  const START = Date.UTC(2026, 0, 5, 10, 20, 30, 123)

  const made: readonly (readonly [string, (now: number, random: SeededRandom) => unknown])[] = [
    ["milliseconds", (now) => ({ at: now })],
    ["seconds", (now) => Math.floor(now / 1_000)],
    ["an ISO date", (now) => new Date(now).toISOString()],
    ["a day", (now) => `paid on ${new Date(now).toISOString().slice(0, 10)}`],
    ["a date for people", (now) => `paid ${new Date(now).toString()}`],
    ["a date by UTC", (now) => new Date(now).toUTCString()],
    ["milliseconds in base 36", (now) => `id-${now.toString(36)}`],
    ["an id of a moment", (now) => `order-${now}`],
    ["a date as an object", (now) => new Date(now)],
    ["a random number", (_now, random) => random.nextFloat()],
    ["nine digits", (_now, random) => Math.floor(random.nextFloat() * 1e9)],
    ["a random number in base 36", (_now, random) => random.nextFloat().toString(36).slice(2)],
    [
      "a moment and a random number in one word",
      (now, random) => `${now.toString(36)}${random.nextFloat().toString(36).slice(2, 10)}`,
    ],
    ["bytes in hexadecimal", (_now, random) => bytesOf(random, 12).toString("hex")],
    ["bytes in base 64", (_now, random) => bytesOf(random, 12).toString("base64url")],
    ["a number of bytes", (_now, random) => bytesOf(random, 4).readUInt32BE()],
    [
      "a hash of bytes",
      (_now, random) => createHash("sha1").update(bytesOf(random, 16)).digest("hex"),
    ],
  ]

  function bytesOf(random: SeededRandom, count: number): Buffer {
    const bytes = Buffer.alloc(count)
    random.fill(bytes)
    return bytes
  }

  function runAt(now: number, seed: string, make: (typeof made)[number][1]): string {
    const drawn = new DrawnValues()
    drawn.read(now, now)
    const value = make(now, drawn.keeping(new SeededRandom(seed)) as SeededRandom)
    return formOf(value, new KnownValues(drawn))
  }

  test.each(made)("%s", (_title, make) => {
    const later = START + 3 * 86_400_000 + 5 * 3_600_000 + 7 * 60_000 + 11_013
    expect(runAt(later, "b", make)).toBe(runAt(START, "a", make))
  })
})
