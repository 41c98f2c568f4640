import type { Event } from "@aws-sdk/client-lambda"
import type { TrackedCallback } from "../../runner/callbacks/tracked-callback.ts"
import type { Execution } from "../../runner/results/execution.ts"
import type { ServedRequest } from "../../serve/served-endpoint.ts"
import type { ServedExecution } from "../../serve/served-executions.ts"
import type { ServeListener } from "../../serve/serve-listener.ts"
import { shortenMiddle } from "../../text/values/shorten.ts"
import { type CommandIo, complain, print, styled } from "../command-io.ts"
import { EventLines, labelOf } from "./event-lines.ts"

/** Ids of callbacks are long, and stand where they are waited for. */
const LONGEST_REQUEST = 80

/** Shows people what happens in a server. */
export class LiveText implements ServeListener {
  readonly #io: CommandIo
  readonly #lines = new EventLines()
  /** The callbacks that it was said of that somebody has to answer them. */
  #told: ReadonlySet<TrackedCallback> = new Set()

  constructor(io: CommandIo) {
    this.#io = io
  }

  /** Who asks changes nothing, and a function asks all the time. */
  answered({ method, path, command, about, status, error }: ServedRequest): void {
    const isUnseen = method === "GET" || command === "CheckpointDurableExecution"
    if (isUnseen && error === undefined) return
    const named = command === undefined ? `${method} ${path}` : `${command} ${about ?? ""}`
    const what = shortenMiddle(named.trimEnd(), LONGEST_REQUEST)
    const outcome = error === undefined ? String(status) : `${status} ${error}`
    const line = `request  ${what}  ${outcome}`
    print(this.#io, styled(this.#io, error === undefined ? "dim" : "red", line))
  }

  happened(execution: ServedExecution, event: Event): void {
    const line = this.#lines.lineOf(execution, event)
    if (line !== undefined) print(this.#io, line)
  }

  ended({ arn, functionName, status }: Execution): void {
    const tone = status === "SUCCEEDED" ? "green" : "red"
    print(this.#io, styled(this.#io, tone, `${labelOf({ arn, functionName })}  ${status}  ${arn}`))
  }

  differs({ arn, functionName }: Execution, differences: readonly string[]): void {
    for (const difference of differences) {
      print(this.#io, styled(this.#io, "red", `${labelOf({ arn, functionName })}  ${difference}`))
    }
  }

  failed(error: unknown, executionArns: readonly string[]): void {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    const stopped = executionArns.map((arn) => `\n  stopped  ${arn}`)
    complain(this.#io, `${text}${stopped.join("")}`)
  }

  rests(waiting: readonly TrackedCallback[]): void {
    for (const callback of waiting) {
      if (this.#told.has(callback)) continue
      const { name = "without a name", executionArn: arn, callbackId } = callback
      const functionName = arn.split(":")[6] ?? ""
      const line = `${labelOf({ arn, functionName })}  waits for callback ${name}, id ${callbackId}`
      print(this.#io, styled(this.#io, "yellow", line))
    }
    this.#told = new Set(waiting)
  }
}
