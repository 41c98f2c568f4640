import { functionVariables } from "./process-environment.ts"
import { RemoteProcessError } from "./remote-errors.ts"
import type { RemoteInvocation } from "./remote-invocation.ts"
import { type ProcessParts, RemoteProcess } from "./remote-process.ts"

/** More invocations of one function at once are a mistake, and a machine has no room for them. */
const MOST_PROCESSES = 50

/** The same of a function that is served: further invocations wait. New accounts of AWS have as many. */
const MOST_SERVING = 10

/** A process that ends whenever it is invoked is a mistake, and starting it takes real time. */
const MOST_EXITS = 10

/** The processes of one remote function: as many as it has invocations at once. */
export class ProcessPool {
  readonly #parts: ProcessParts
  readonly #isCold: boolean
  readonly #processes: Map<string, Set<RemoteProcess>> = new Map()

  /** Those for which there was no process. */
  readonly #waiting: RemoteInvocation[] = []
  #exits = 0

  /** @param isCold whether each container has a process of its own. */
  constructor(parts: ProcessParts, isCold: boolean) {
    this.#parts = parts
    this.#isCold = isCold
  }

  /** Has a process serve `invocation`. What goes wrong ends its run. */
  serve(invocation: RemoteInvocation): void {
    // The world holds from here on, also while the process starts.
    invocation.holdWorld(Infinity)
    void this.#serve(invocation).catch((error: unknown) => invocation.failRun(error as Error))
  }

  close(): void {
    for (const processes of this.#processes.values()) for (const each of processes) each.kill()
  }

  async #serve(invocation: RemoteInvocation): Promise<void> {
    const processes = this.#processesFor(invocation)
    const { mayWait } = invocation.host
    if (!mayWait) for (const each of processes) await each.returned
    const free = [...processes].find((each) => this.#isUsable(each, invocation))
    if (free !== undefined) {
      free.serve(invocation)
      return
    }
    if (mayWait && this.#count() >= MOST_SERVING) {
      this.#waiting.push(invocation)
      return
    }
    if (this.#count() >= MOST_PROCESSES) throw tooMany(this.#parts, invocation)
    const started = new RemoteProcess(this.#parts)
    processes.add(started)
    started.onEnd = () => {
      processes.delete(started)
      this.#serveNext()
    }
    started.onFree = () => this.#serveNext()
    started.onUndelivered = (left) => this.serve(left)
    started.onResponse = () => {
      this.#exits = 0
    }
    started.mayEnd = () => ++this.#exits < MOST_EXITS
    // Nobody else gets it meanwhile.
    started.serve(invocation)
    await started.start(invocation)
  }

  #serveNext(): void {
    for (;;) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      if (next.isOver) continue
      this.serve(next)
      return
    }
  }

  #isUsable(process: RemoteProcess, { host }: RemoteInvocation): boolean {
    if (!process.isFree) return false
    if (!this.#isCold || process.container === host.container) return true
    process.kill()
    return false
  }

  /** A process is for one function in one environment. */
  #processesFor(invocation: RemoteInvocation): Set<RemoteProcess> {
    const { surroundings } = invocation.host
    const key = JSON.stringify([surroundings, functionVariables(invocation)])
    const known = this.#processes.get(key)
    if (known !== undefined) return known
    const processes = new Set<RemoteProcess>()
    this.#processes.set(key, processes)
    return processes
  }

  #count(): number {
    let count = 0
    for (const processes of this.#processes.values()) count += processes.size
    return count
  }
}

function tooMany(
  { command, cwd }: ProcessParts,
  { context }: RemoteInvocation,
): RemoteProcessError {
  return new RemoteProcessError(
    context,
    `${MOST_PROCESSES} of its processes are at work already`,
    "Each invocation in progress has its own process. Let fewer run at the same time.",
    { command, cwd, pid: undefined, lastLines: [] },
  )
}
