import type { Event } from "@aws-sdk/client-lambda"
import type { TrackedCallback } from "../../runner/callbacks/tracked-callback.ts"
import type { Execution } from "../../runner/results/execution.ts"
import type { ServedRequest } from "../../serve/served-endpoint.ts"
import type { ServedExecution } from "../../serve/served-executions.ts"
import type { ServeListener } from "../../serve/serve-listener.ts"
import { type CommandIo, print } from "../command-io.ts"

/** Tells programs what happens in a server: an object on each line. */
export class LiveJson implements ServeListener {
  readonly #io: CommandIo
  #told: ReadonlySet<TrackedCallback> = new Set()

  constructor(io: CommandIo) {
    this.#io = io
  }

  answered({ command, about, status, error, method, path }: ServedRequest): void {
    const known = { command: command ?? null, about: about ?? null, error: error ?? null }
    this.#tell("request", { method, path, ...known, status })
  }

  happened({ arn, functionName }: ServedExecution, event: Event): void {
    this.#tell("event", { executionArn: arn, functionName, event })
  }

  ended({ arn, functionName, status, result, error, durationMs }: Execution): void {
    const outcome = { status, result: result ?? null, error: error ?? null, durationMs }
    this.#tell("execution", { executionArn: arn, functionName, ...outcome })
  }

  differs({ arn }: Execution, differences: readonly string[]): void {
    this.#tell("differs", { executionArn: arn, differences })
  }

  failed(error: unknown, executionArns: readonly string[]): void {
    const { name, message } = error instanceof Error ? error : new Error(String(error))
    this.#tell("error", { name, message, stopped: executionArns })
  }

  rests(waiting: readonly TrackedCallback[]): void {
    for (const callback of waiting) {
      if (this.#told.has(callback)) continue
      const { name = null, executionArn, callbackId } = callback
      this.#tell("waiting", { executionArn, callback: name, callbackId })
    }
    this.#told = new Set(waiting)
  }

  #tell(type: string, told: object): void {
    print(this.#io, JSON.stringify({ type, ...told }))
  }
}
