/**
 * One contestant running one scenario in a process of its own: nobody's patched globals, heap or
 * JIT state reaches another's numbers.
 */
import type { ContestantName } from "./contestants/contestant.ts"
import { runVerified } from "./contestants/contestant.ts"
import { loadContestant } from "./contestants/load-contestant.ts"
import { serveRequests } from "./serve-requests.ts"

const [contestantName, scenarioName] = process.argv.slice(2) as [ContestantName, string]

// The contestant first, so that a handler wrapped later is instrumented as it is in a user's tests.
const contestant = await loadContestant(contestantName)
const { scenarioNamed } = await import("./scenarios.ts")
const scenario = scenarioNamed(scenarioName)
await contestant.setUp()

serveRequests({
  run: () => runVerified(contestant, scenario),
  tearDown: () => contestant.tearDown(),
  facts: () => undefined,
})
