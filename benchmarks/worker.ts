/**
 * One contestant running one scenario in a process of its own: nobody's patched globals, heap or
 * JIT state reaches another's numbers. It answers each request of `run.ts` with one message.
 */
import type { ContestantName } from "./contestants/contestant.ts"
import { runVerified } from "./contestants/contestant.ts"
import { loadContestant } from "./contestants/load-contestant.ts"
import { sampleRound, warmUp } from "./sampling.ts"
import type { Pace } from "./sampling.ts"

export type WorkerRequest = "warm-up" | "round" | "end"

export type WorkerReply =
  | { readonly kind: "warm"; readonly pace: Pace }
  | { readonly kind: "samples"; readonly samplesMs: readonly number[] }
  | { readonly kind: "error"; readonly error: string }

const [contestantName, scenarioName] = process.argv.slice(2) as [ContestantName, string]

// The contestant first, so that a handler wrapped later is instrumented as it is in a user's tests.
const contestant = await loadContestant(contestantName)
const { scenarioNamed } = await import("./scenarios.ts")
const scenario = scenarioNamed(scenarioName)
await contestant.setUp()

const run = (): Promise<void> => runVerified(contestant, scenario)
let pace: Pace = "fast"

const answer = async (request: Exclude<WorkerRequest, "end">): Promise<WorkerReply> => {
  if (request === "round") return { kind: "samples", samplesMs: await sampleRound(run, pace) }
  pace = await warmUp(run)
  return { kind: "warm", pace }
}

const send = (reply: WorkerReply): void => {
  process.send?.(reply)
}

process.on("message", (request: WorkerRequest) => {
  if (request === "end") {
    void contestant.tearDown().finally(() => process.disconnect())
    return
  }
  answer(request).then(send, (error: unknown) => {
    send({ kind: "error", error: error instanceof Error ? (error.stack ?? error.name) : "unknown" })
  })
})
