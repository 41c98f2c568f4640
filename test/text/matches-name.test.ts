import { describe, expect, test } from "vitest"
import { matchesName } from "../../src/text/matches-name.ts"

describe("matchesName", () => {
  test.each([
    ["approve", "approve", true],
    ["approve", "approve-2", false],
    ["", "", true],
    [/^approve/u, "approve-2", true],
    [/^approve$/u, "approve-2", false],
    [/a.c/u, "xabcx", true],
  ])("compares %s with %j", (pattern, name, expected) => {
    expect(matchesName(pattern, name)).toBe(expected)
  })

  test.each(["approve", "", /.*/u])("never matches what has no name with %s", (pattern) => {
    expect(matchesName(pattern, undefined)).toBe(false)
  })

  test.each([/approve/gu, /approve/uy, /approve/giu])(
    "finds the same with %s each time it is asked",
    (pattern) => {
      const found = [1, 2, 3].map(() => matchesName(pattern, "approve"))
      expect(found).toEqual([true, true, true])
      expect(pattern.lastIndex).toBe(0)
    },
  )
})
