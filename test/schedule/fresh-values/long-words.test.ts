import { expect, test } from "vitest"
import { KnownValues } from "../../../src/schedule/fresh-values/known-values.ts"
import { DrawnValues } from "../../../src/world/globals/patch/drawn-values.ts"

const UUID = "6f1c2a50-9b3d-4e7f-8a11-0c2d3e4f5a6b"

function known(): KnownValues {
  const drawn = new DrawnValues()
  drawn.uuids.push(UUID)
  for (let index = 0; index < 50; index++) drawn.bytes.push(new Uint8Array(16).fill(index))
  return new KnownValues(drawn)
}

const words: Record<string, string> = {
  "one letter": "x".repeat(400_000),
  "hexadecimal digits": "0123456789abcdef".repeat(25_000),
  "a file in base 64": Buffer.alloc(300_000, "durable").toString("base64"),
}

// A search of each part of a word of this length would take minutes, and the watchdog would end the process.
test.each(Object.entries(words))("a long word of %s is looked through at once", (_what, word) => {
  const pieces = known().inText(word)
  expect(pieces.map((piece) => (typeof piece === "string" ? piece : piece.form)).join("")).toBe(
    word,
  )
})

test("an id at either end of a long word is found", () => {
  const id = UUID.replaceAll("-", "")
  const padding = "xyz".repeat(1_000)
  for (const word of [`${padding}${id}`, `${id}${padding}`]) {
    const pieces = known().inText(word)
    expect(pieces).toHaveLength(2)
    expect(pieces).toContain(padding)
  }
})
