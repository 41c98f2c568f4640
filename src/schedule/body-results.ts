import { Bag, canonical, canonicalWithBags } from "../text/values/canonical.ts"
import type { BodyRun } from "../world/invocation/step-bodies.ts"
import type { World } from "../world/world.ts"
import { type FreshTree, toFreshTree } from "./fresh-values/fresh-tree.ts"
import { type KnownValues, knownValuesOf } from "./fresh-values/known-values.ts"
import { mayBeFresh } from "./fresh-values/pieces.ts"
import { identified, renamed } from "./fresh-values/renamed.ts"

/** What bodies have returned, by the names of their operations; without a name, by path. */
export class BodyResults {
  readonly #byName: ReadonlyMap<string, readonly unknown[]>

  constructor(byName: ReadonlyMap<string, readonly unknown[]> = new Map()) {
    this.#byName = byName
  }

  /** In no order: that is up to the schedule. */
  toJSON(): Readonly<Record<string, Bag>> {
    return Object.fromEntries([...this.#byName].map(([name, values]) => [name, new Bag(values)]))
  }
}

/**
 * What the bodies of a run have returned, whether it was recorded or not. A body that runs again and
 * returns the same does nothing new, so of each operation each result counts once:
 *
 *     charge runs twice and returns "r-1" both times          { charge: ["r-1"] }
 *     charge runs twice and returns "r-1", then "r-2"         { charge: ["r-1", "r-2"] }
 *     two operations named charge return "r-1"                { charge: ["r-1", "r-1"] }
 *
 * A body that returns an id or a moment and nothing else has drawn it: a second one is no second deed,
 * and which of them it is says nothing.
 */
export function bodyResults(world: World, runs: readonly BodyRun[]): BodyResults {
  const known = once(() => knownValuesOf(world))
  const results = new Map<string, unknown[]>()
  for (const [run, value] of distinct(runs, known)) {
    const name = run.name ?? `step ${run.path}`
    results.set(name, [...(results.get(name) ?? []), value])
  }
  return new BodyResults(results)
}

/**
 * The same as a part of a search state, which tells runs apart whose fakes differ although nobody observes
 * them. Ids are not told apart there, as each run of a body draws others.
 */
export function bodyStates(world: World, runs: readonly BodyRun[]): readonly string[] {
  const known = once(() => knownValuesOf(world, { keepsNumbers: true }))
  const arns = world.service.executionArns()
  const states = runs.flatMap(({ executionArn, path, attempt, ...run }) =>
    "returned" in run
      ? [
          JSON.stringify([
            arns.indexOf(executionArn),
            path,
            attempt,
            formOfState(run.returned, known),
          ]),
        ]
      : [],
  )
  return [...new Set(states)].toSorted()
}

/** Whether an attempt has run its body again, and it has returned something else than an id. */
export function bodiesDiffer(world: World, runs: readonly BodyRun[]): boolean {
  if (attemptsOf(runs).size === runs.length) return false
  const returned = runs.filter((run) => "returned" in run)
  return bodyStates(world, returned).length > attemptsOf(returned).size
}

function attemptsOf(runs: readonly BodyRun[]): ReadonlySet<string> {
  return new Set(
    runs.map(({ executionArn, path, attempt }) => `${executionArn} ${path} ${attempt}`),
  )
}

/** The results of each operation, each of them once. */
function distinct(
  runs: readonly BodyRun[],
  known: () => KnownValues,
): readonly (readonly [run: BodyRun, value: unknown])[] {
  const results = new Map<string, readonly [BodyRun, unknown]>()
  for (const run of runs) {
    if (!("returned" in run)) continue
    const key = `${run.executionArn} ${run.path} ${formOfResult(run.returned, known)}`
    if (!results.has(key)) results.set(key, [run, withoutMereId(run.returned, known)])
  }
  return [...results.values()]
}

function formOfState(value: unknown, known: () => KnownValues): string {
  const plain = JSON.stringify(canonical(value))
  if (!mayBeFresh(plain)) return plain
  return JSON.stringify(renamed(toFreshTree(canonicalWithBags(value), known())))
}

function formOfResult(value: unknown, known: () => KnownValues): string {
  const plain = JSON.stringify(canonical(value))
  if (!mayBeFresh(plain)) return plain
  const tree = toFreshTree(canonicalWithBags(value), known())
  return JSON.stringify(mereId(tree) ?? identified(tree))
}

function withoutMereId(value: unknown, known: () => KnownValues): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value
  return mayBeFresh(String(value)) ? (mereId(toFreshTree(value, known())) ?? value) : value
}

/** What is drawn, in the text of an id or of a number; undefined for anything else. */
function mereId(tree: FreshTree): string | undefined {
  if (tree.kind === "number") return DRAWN
  if (tree.kind !== "text") return undefined
  const isProse = tree.pieces.some((piece) => typeof piece === "string" && /\s/u.test(piece))
  if (isProse) return undefined
  return tree.pieces.map((piece) => (typeof piece === "string" ? piece : DRAWN)).join("")
}

const DRAWN = "(drawn)"

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
