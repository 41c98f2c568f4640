import { fork } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { once } from "node:events"

import type { WorkerReply, WorkerRequest } from "./serve-requests.ts"

/**
 * The parent's side of a process that `serveRequests` answers in. Between requests it sleeps. `Facts`
 * is what the process tells of its runs besides how long they took.
 */
export class ContestantProcess<Facts = undefined> {
  readonly #child: ChildProcess

  constructor(workerPath: string, args: readonly string[]) {
    this.#child = fork(workerPath, args)
  }

  async warmUp(): Promise<Extract<WorkerReply<Facts>, { kind: "warm" }>> {
    const reply = await this.#request("warm-up")
    if (reply.kind !== "warm") throw new Error(`Unexpected reply: ${reply.kind}`)
    return reply
  }

  async round(): Promise<Extract<WorkerReply<Facts>, { kind: "samples" }>> {
    const reply = await this.#request("round")
    if (reply.kind !== "samples") throw new Error(`Unexpected reply: ${reply.kind}`)
    return reply
  }

  async end(): Promise<void> {
    if (!this.#child.connected) return
    const exited = once(this.#child, "exit")
    this.#child.send("end" satisfies WorkerRequest)
    await exited
  }

  async #request(request: WorkerRequest): Promise<WorkerReply<Facts>> {
    const replied = new AbortController()
    const reply = once(this.#child, "message", { signal: replied.signal })
    const died = once(this.#child, "exit", { signal: replied.signal }).then(([code]) => {
      throw new Error(`The contestant's process exited with code ${code}.`)
    })
    this.#child.send(request)
    try {
      const [message] = (await Promise.race([reply, died])) as [WorkerReply<Facts>]
      if (message.kind === "error") throw new Error(message.error)
      return message
    } finally {
      replied.abort()
      await Promise.allSettled([reply, died])
    }
  }
}
