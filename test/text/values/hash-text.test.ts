import { describe, expect, test } from "vitest"
import { hashText } from "../../../src/text/values/hash-text.ts"

describe("hashText", () => {
  // The published vectors of FNV-1a with 32 bits.
  test.each([
    ["", 0x811c_9dc5],
    ["a", 0xe40c_292c],
    ["b", 0xe70c_2de5],
    ["foobar", 0xbf9c_f968],
  ])("returns the published FNV-1a hash of %j", (text, hash) => {
    expect(hashText(text)).toBe(hash)
  })

  test("goes on from the hash of a first part as if both were one text", () => {
    expect(hashText("bar", hashText("foo"))).toBe(hashText("foobar"))
  })
})
