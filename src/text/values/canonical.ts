/**
 * A value as plain JSON data with its keys in order, so that the same state has the same text: sets are
 * sorted, maps are lists of entries, and what JSON cannot say is said in words.
 */
export function canonical(value: unknown): unknown {
  return toPlain(value, { above: new Set(), unordered: (members) => members })
}

/** The same, in which sets and the entries of maps are told apart from lists. */
export function canonicalWithBags(value: unknown): unknown {
  return toPlain(value, { above: new Set(), unordered: (members) => new Bag(members) })
}

/** Members whose order says nothing. */
export class Bag {
  readonly members: readonly unknown[]

  constructor(members: readonly unknown[]) {
    this.members = members
  }
}

interface Walk {
  readonly above: Set<object>
  readonly unordered: (members: readonly unknown[]) => unknown
}

function toPlain(value: unknown, walk: Walk): unknown {
  switch (typeof value) {
    case "bigint":
      return `${value}n`
    case "function":
      return `function ${value.name}`
    case "symbol":
      return String(value)
    case "undefined":
      return null
    case "number":
      return Number.isFinite(value) ? value : String(value)
    case "object":
      return value === null ? null : objectToPlain(value, walk)
    default:
      return value
  }
}

function objectToPlain(value: object, { above, unordered }: Walk): unknown {
  if (above.has(value)) return "(circular)"
  const within = { above: new Set(above).add(value), unordered }
  const inner = (member: unknown): unknown => toPlain(member, within)
  if (value instanceof Bag) return unordered(value.members.map(inner).toSorted(byText))
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "no date" : value.toISOString()
  if (value instanceof Error) return { name: value.name, message: value.message }
  if (value instanceof Set) return unordered(Array.from(value, inner).toSorted(byText))
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, member]) => [inner(key), inner(member)])
    return unordered(entries.toSorted(byText))
  }
  if (Array.isArray(value)) return value.map(inner)
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value
    return Buffer.from(buffer, byteOffset, byteLength).toString("base64")
  }
  if (saysItself(value)) return inner(value.toJSON())
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(
    entries.map(([key, member]) => [key, inner(member)] as const).toSorted(byKey),
  )
}

function saysItself(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function"
}

function byText(left: unknown, right: unknown): number {
  return compareText(JSON.stringify(left), JSON.stringify(right))
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return compareText(left, right)
}

/** By code units: the same on every machine. */
function compareText(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
