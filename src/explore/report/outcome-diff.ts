/** One place at which two outcomes differ. */
export interface OutcomeDifference {
  /** Such as `result` or `outside.payments[1]`. */
  readonly path: string
  /** What stands there in the legal outcome; undefined where it has nothing there. */
  readonly legal: unknown
  readonly seen: unknown
}

/** The parts of an outcome, the most telling first, and what they are called in a text. */
const PARTS = [
  ["status", "status"],
  ["result", "result"],
  ["error", "error"],
  ["world", "outside"],
  ["invokes", "invokes"],
] as const

/**
 * Where two outcomes differ, the smallest places. Both are plain JSON data.
 *
 *     legal  { status: "SUCCEEDED", world: { payments: ["charge o-1"] } }
 *     seen   { status: "SUCCEEDED", world: { payments: ["charge o-1", "charge o-1"] } }
 *
 * differ in `outside.payments[1]`, which the legal one does not have.
 */
export function outcomeDifferences(legal: unknown, seen: unknown): readonly OutcomeDifference[] {
  const sides = [legal, seen].map((outcome) =>
    Object.fromEntries(
      PARTS.map(([key, name]) => [
        name,
        isContainer(outcome) ? (outcome[key] ?? undefined) : undefined,
      ]),
    ),
  )
  return differences(sides[0], sides[1], "")
}

/** The legal outcome that has the fewest differences from `seen`; the first of equals. */
export function nearestOutcome(
  legal: readonly unknown[],
  seen: unknown,
): readonly OutcomeDifference[] {
  let nearest: readonly OutcomeDifference[] | undefined
  for (const outcome of legal) {
    const found = outcomeDifferences(outcome, seen)
    if (nearest === undefined || weightOf(found) < weightOf(nearest)) nearest = found
  }
  return nearest ?? []
}

/** Another end is further away than any difference of what it left behind. */
function weightOf(found: readonly OutcomeDifference[]): number {
  const isOtherEnd = found.some(({ path }) => path === "status")
  return found.length + (isOtherEnd ? 1_000_000 : 0)
}

function differences(legal: unknown, seen: unknown, path: string): OutcomeDifference[] {
  if (isSame(legal, seen)) return []
  if (Array.isArray(legal) && Array.isArray(seen)) return differencesOfLists(legal, seen, path)
  if (!isContainer(legal) || !isContainer(seen) || Array.isArray(legal) !== Array.isArray(seen)) {
    return [{ path, legal, seen }]
  }
  const keys = [...new Set([...Object.keys(legal), ...Object.keys(seen)])]
  return keys.flatMap((key) => differences(legal[key], seen[key], memberPath(path, key)))
}

function memberPath(path: string, key: string): string {
  if (!/^[\w-]+$/u.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === "" ? key : `${path}.${key}`
}

function differencesOfLists(
  legal: readonly unknown[],
  seen: readonly unknown[],
  path: string,
): OutcomeDifference[] {
  if (isKeyed(legal) && isKeyed(seen)) {
    return differences(Object.fromEntries(legal), Object.fromEntries(seen), path)
  }
  const at = (index: number): string => `${path}[${index}]`
  if (legal.length === seen.length) {
    return legal.flatMap((each, index) => differences(each, seen[index], at(index)))
  }
  const [isKeptInLegal, isKeptInSeen] = common(legal, seen)
  const missing = legal.flatMap((each, index) =>
    isKeptInLegal.has(index) ? [] : [{ path: at(index), legal: each, seen: undefined }],
  )
  const added = seen.flatMap((each, index) =>
    isKeptInSeen.has(index) ? [] : [{ path: at(index), legal: undefined, seen: each }],
  )
  return [...missing, ...added]
}

/** The entries of a map, as `canonical` makes them. */
function isKeyed(list: readonly unknown[]): list is readonly (readonly [string, unknown])[] {
  const keys = list.map((each) =>
    Array.isArray(each) && each.length === 2 && typeof each[0] === "string" ? each[0] : undefined,
  )
  return list.length > 0 && !keys.includes(undefined) && new Set(keys).size === keys.length
}

/** Above this the longest common part would take too long, and the common beginning and end do. */
const MOST_CELLS = 40_000

/** The positions of what two lists have in common, in order. */
function common(
  legal: readonly unknown[],
  seen: readonly unknown[],
): readonly [ReadonlySet<number>, ReadonlySet<number>] {
  const [left, right] = [legal, seen].map((list) => list.map((each) => JSON.stringify(each)))
  const [a, b] = [left ?? [], right ?? []]
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start++
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const kept = [new Set<number>(), new Set<number>()] as const
  for (let index = 0; index < start; index++) kept.forEach((set) => set.add(index))
  for (let index = 1; index <= end; index++) {
    kept[0].add(a.length - index)
    kept[1].add(b.length - index)
  }
  const [rows, columns] = [a.length - end - start, b.length - end - start]
  if (rows * columns > MOST_CELLS) return kept
  const lengths = Array.from({ length: rows + 1 }, () =>
    Array.from<number>({ length: columns + 1 }).fill(0),
  )
  const lengthAt = (row: number, column: number): number => lengths[row]?.[column] ?? 0
  const isEqual = (row: number, column: number): boolean => a[start + row] === b[start + column]
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const line = lengths[row] ?? []
      line[column] = isEqual(row, column)
        ? lengthAt(row + 1, column + 1) + 1
        : Math.max(lengthAt(row + 1, column), lengthAt(row, column + 1))
    }
  }
  for (let row = 0, column = 0; row < rows && column < columns;) {
    if (isEqual(row, column)) {
      kept[0].add(start + row++)
      kept[1].add(start + column++)
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) row++
    else column++
  }
  return kept
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null
}
