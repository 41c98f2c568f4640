/** Values of `${NAME}`: the variables drawn before a run and the names bound while matching. */
export type Bindings = Map<string, unknown>

/** `${NAME}`, but not `${/regular expression/}`. */
export const PLACEHOLDER: RegExp = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

const GENERATED = /^\$\{GEN_STR:(\d+)\}$/
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"

/**
 * Draws the variables of a requirement. The seed decides every character, so that a failure shows
 * the same names and payloads when it is run again.
 */
export const drawVariables = (
  variables: Readonly<Record<string, string>>,
  seed: string,
): Bindings => {
  const random = seededRandom(seed)
  return new Map(
    Object.entries(variables).map(([name, definition]): [string, string] => {
      const length = GENERATED.exec(definition)?.[1]
      return [name, length === undefined ? definition : drawText(Number(length), random)]
    }),
  )
}

/** Replaces every `${NAME}` in a value; a string that is one placeholder takes the bound value. */
export const substitute = (value: unknown, bindings: Bindings): unknown => {
  if (typeof value === "string") return substituteText(value, bindings)
  if (Array.isArray(value)) return value.map((item) => substitute(item, bindings))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, substitute(item, bindings)]),
  )
}

const substituteText = (text: string, bindings: Bindings): unknown => {
  const whole = new RegExp(`^${PLACEHOLDER.source}$`).exec(text)?.[1]
  if (whole !== undefined) return valueOf(whole, bindings)
  return text.replaceAll(PLACEHOLDER, (_match, name: string) => String(valueOf(name, bindings)))
}

const valueOf = (name: string, bindings: Bindings): unknown => {
  if (!bindings.has(name)) throw new Error(`\${${name}} has no value: it was never bound`)
  return bindings.get(name)
}

const drawText = (length: number, random: () => number): string =>
  Array.from({ length }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("")

/** The generator mulberry32, seeded with a 32-bit FNV-1a hash of the text. */
const seededRandom = (seed: string): (() => number) => {
  let state = 0x811c9dc5
  for (const character of seed) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
