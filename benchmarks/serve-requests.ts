import { sampleRound, warmUp } from "./sampling.ts"
import type { Pace } from "./sampling.ts"

export type WorkerRequest = "warm-up" | "round" | "end"

export type WorkerReply<Facts = unknown> =
  | { readonly kind: "warm"; readonly pace: Pace; readonly facts: Facts }
  | { readonly kind: "samples"; readonly samplesMs: readonly number[]; readonly facts: Facts }
  | { readonly kind: "error"; readonly error: string }

/** What a process measures. */
export interface Measured {
  /** This is what is measured. It throws if it did not do what it should. */
  readonly run: () => Promise<void>
  readonly tearDown?: () => Promise<void>
  /** What there is to tell besides the times, as data, of the runs since it was last asked. */
  readonly facts: () => unknown
}

/** The child's side of a `ContestantProcess`: answers each request with one message. */
export const serveRequests = ({ run, tearDown, facts }: Measured): void => {
  let pace: Pace = "fast"

  const answer = async (request: Exclude<WorkerRequest, "end">): Promise<WorkerReply> => {
    if (request === "round") {
      return { kind: "samples", samplesMs: await sampleRound(run, pace), facts: facts() }
    }
    pace = await warmUp(run)
    return { kind: "warm", pace, facts: facts() }
  }

  process.on("message", (request: WorkerRequest) => {
    if (request === "end") {
      void Promise.resolve(tearDown?.()).finally(() => process.disconnect())
      return
    }
    answer(request).then(send, (error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.name) : "unknown"
      send({ kind: "error", error: text })
    })
  })
}

const send = (reply: WorkerReply): void => {
  process.send?.(reply)
}
