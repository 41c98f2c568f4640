import { type DurableTestRunnerOptions, explore, type ExploreOptions } from "durable-test-runner"
import {
  always,
  eventually,
  type OptionalInvariant,
  type Predicate,
  type Verdict,
} from "durable-test-runner/explore"
import { exactTimes } from "../../support/exact-times.ts"
import { onePage } from "../../support/one-page.ts"
import type { BugZooEntry, Scenario } from "./bug.ts"

/** Explores one of the handlers of an entry, by default but for what is to be looked at. */
export async function exploreBug(
  entry: BugZooEntry,
  { handler, createHandler, input, prepare, observe }: Scenario,
  options: ExploreOptions,
): Promise<Verdict> {
  return explore(handler, {
    name: entry.name,
    input,
    prepare,
    observe,
    ...(createHandler !== undefined && { createHandler }),
    check: checkOf(entry),
    failures: false,
    progress: false,
    runner: suiteDefaults,
    ...options,
  })
}

/** What the runner does by default, whatever the suite runs with. */
export const suiteDefaults: DurableTestRunnerOptions = {
  ...exactTimes,
  ...onePage,
  replay: "as-needed",
}

/** What an exploration is asked for, besides what it always looks at. */
export function checkOf({ invariant, holds }: BugZooEntry): (OptionalInvariant | Predicate)[] {
  if (invariant === "confluence") return [invariant]
  if (holds === undefined) return []
  const predicate = invariant === "always" ? always : eventually
  return [
    predicate("what is to hold", ({ execution: { error, result }, world }) =>
      holds({ result: error ?? result, observed: world }),
    ),
  ]
}
