import { fork } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"

import type { ContestantName } from "./contestants/contestant.ts"
import type { Pace } from "./sampling.ts"
import type { WorkerReply, WorkerRequest } from "./worker.ts"

const workerPath = fileURLToPath(new URL("./worker.ts", import.meta.url))

/** The parent's side of `worker.ts`. Between requests the process sleeps. */
export class ContestantProcess {
  readonly #child: ChildProcess

  constructor(contestant: ContestantName, scenarioName: string) {
    this.#child = fork(workerPath, [contestant, scenarioName])
  }

  async warmUp(): Promise<Pace> {
    const reply = await this.#request("warm-up")
    if (reply.kind !== "warm") throw new Error(`Unexpected reply: ${reply.kind}`)
    return reply.pace
  }

  async round(): Promise<readonly number[]> {
    const reply = await this.#request("round")
    if (reply.kind !== "samples") throw new Error(`Unexpected reply: ${reply.kind}`)
    return reply.samplesMs
  }

  async end(): Promise<void> {
    if (!this.#child.connected) return
    const exited = once(this.#child, "exit")
    this.#child.send("end" satisfies WorkerRequest)
    await exited
  }

  async #request(request: WorkerRequest): Promise<WorkerReply> {
    const replied = new AbortController()
    const reply = once(this.#child, "message", { signal: replied.signal })
    const died = once(this.#child, "exit", { signal: replied.signal }).then(([code]) => {
      throw new Error(`The contestant's process exited with code ${code}.`)
    })
    this.#child.send(request)
    try {
      const [message] = (await Promise.race([reply, died])) as [WorkerReply]
      if (message.kind === "error") throw new Error(message.error)
      return message
    } finally {
      replied.abort()
      await Promise.allSettled([reply, died])
    }
  }
}
