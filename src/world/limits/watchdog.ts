import { isMainThread, type MessagePort, threadId, Worker } from "node:worker_threads"
import { OWN_PATH } from "../../text/own-path.ts"
import { originalOf } from "../clock/original-of.ts"
import { realClearInterval, realSetInterval } from "../clock/real-timers.ts"
import { isInspected } from "./inspector.ts"
import { currentSites } from "./current-site.ts"
import { WATCHDOG_SCRIPT } from "./watchdog-script.ts"

const BEAT_MS = 20
const MOST_FRAMES = 5

/** A run, or what makes runs, that the watchdog may have to describe. */
export interface WatchedRun {
  /** Real: for how long the thread may go on without yielding while this runs. */
  readonly watchdogMs: number
  /** Where the run stands, in lines that are indented and end with a line break. */
  whereabouts(): string
}

/** What the watchdog has found out about a thread that it was told to report, and not to end. */
export interface LoopReport {
  readonly limitMs: number
  /** Where the thread stands, in lines that are indented and end with a line break. */
  readonly found: string
}

/**
 * A thread that notices when this one does not yield any more: nothing within a thread can end
 * `while (true) {}` or a loop of microtasks. It pauses this thread, prints where it stands and ends it: a
 * main thread with the whole process. The heartbeat is a timer, so a run pays nothing for it.
 */
class Watchdog {
  /** See {@link WATCHDOG_SCRIPT}. */
  readonly #state: Int32Array = new Int32Array(new SharedArrayBuffer(8))
  readonly #runs: Set<WatchedRun> = new Set()
  /** How many of them ask for each limit. */
  readonly #limits: Map<number, number> = new Map()
  #heart: NodeJS.Timeout | undefined

  constructor() {
    // The thread asks by this name while this thread is paused. Another copy of the package has its own.
    let name = "durable-test-runner.watchdog"
    while (Reflect.has(globalThis, Symbol.for(name))) name += "+"
    const answers = { describe: () => this.#describe(), end: endThread }
    Reflect.set(globalThis, Symbol.for(name), answers)
    const workerData = {
      state: this.#state,
      name,
      ownPath: OWN_PATH,
      // The main thread has the number 0.
      watched: isMainThread ? 0 : threadId,
      reportTo,
    }
    const transferList = reportTo === undefined ? [] : [reportTo]
    const options = { eval: true, env: {}, execArgv: [], workerData, transferList }
    new Worker(WATCHDOG_SCRIPT, options).unref()
  }

  begin(run: WatchedRun, limitMs: number): () => void {
    this.#runs.add(run)
    this.#count(limitMs, 1)
    this.#heart ??= realSetInterval(() => void Atomics.add(this.#state, 1, 1), BEAT_MS).unref()
    return () => {
      this.#runs.delete(run)
      this.#count(limitMs, -1)
      if (this.#runs.size > 0) return
      realClearInterval(this.#heart)
      this.#heart = undefined
    }
  }

  #count(limitMs: number, by: number): void {
    const count = (this.#limits.get(limitMs) ?? 0) + by
    if (count === 0) this.#limits.delete(limitMs)
    else this.#limits.set(limitMs, count)
    Atomics.add(this.#state, 1, 1)
    Atomics.store(this.#state, 0, this.#limits.size === 0 ? 0 : Math.min(...this.#limits.keys()))
  }

  #describe(): string {
    const run = [...this.#runs].map((watched) => watched.whereabouts()).join("")
    const frames = currentSites()
      .slice(0, MOST_FRAMES)
      .map((site) => `  at ${site}\n`)
    return JSON.stringify({ run, frames: frames.join("") })
  }
}

/** In a worker thread this ends the thread alone, once it goes on. */
function endThread(): void {
  const { reallyExit } = process as unknown as { reallyExit: (code: number) => void }
  originalOf(reallyExit).call(process, 1)
}

let watchdog: Watchdog | undefined
let reportTo: MessagePort | undefined

/**
 * Has the watchdog of this thread send a {@link LoopReport} to `port`, instead of ending the thread: the
 * thread that has started this one ends it. Call this before anything is watched.
 */
export function reportLoopsTo(port: MessagePort): void {
  reportTo = port
}

/** Watches `run` until what is returned is called. Nothing is watched while somebody may be debugging. */
export function watch(run: WatchedRun): () => void {
  const { watchdogMs } = run
  if (watchdogMs === Infinity || isInspected()) return () => {}
  watchdog ??= new Watchdog()
  return watchdog.begin(run, watchdogMs)
}

/** Watches what `work` does until it is done. */
export async function watching<T>(run: WatchedRun, work: () => Promise<T>): Promise<T> {
  const unwatch = watch(run)
  try {
    return await work()
  } finally {
    unwatch()
  }
}
