/**
 * node --cpu-prof --cpu-prof-dir=/tmp --conditions=durable-test-runner-source benchmarks/profile.ts
 *   [--only=<scenario>] [--seconds=<number>] [--contestant=runner|floor]
 *
 * Runs one scenario in a loop, so that a CPU profile shows nothing else.
 */
import { parseArgs } from "node:util"

import { runVerified } from "./contestants/contestant.ts"
import type { ContestantName } from "./contestants/contestant.ts"
import { loadContestant } from "./contestants/load-contestant.ts"

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "100 steps" },
    seconds: { type: "string", default: "5" },
    contestant: { type: "string", default: "runner" },
  },
})

const contestant = await loadContestant(options.contestant as ContestantName)
const { scenarioNamed } = await import("./scenarios.ts")
const scenario = scenarioNamed(options.only)
const durationMs = Number(options.seconds) * 1_000

await contestant.setUp()
const start = performance.now()
let runs = 0
while (performance.now() - start < durationMs) {
  await runVerified(contestant, scenario)
  runs++
}
const meanMs = (performance.now() - start) / runs
await contestant.tearDown()
console.log(`${runs} runs of "${scenario.name}", ${meanMs.toFixed(3)} ms each`)
