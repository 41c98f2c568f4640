import { isMainThread, Worker } from "node:worker_threads"
import { OWN_PATH } from "../../text/own-path.ts"
import { realClearInterval, realSetInterval } from "../clock/real-timers.ts"
import { isInspected } from "./inspector.ts"
import { userFrames } from "./user-frame.ts"
import { WATCHDOG_SCRIPT } from "./watchdog-script.ts"

const BEAT_MS = 20
const MOST_FRAMES = 5

/** A run that the watchdog may have to describe. */
export interface WatchedRun {
  /** Real: for how long the thread may go on without yielding while this runs. */
  readonly watchdogMs: number
  /** Where the run stands, in lines that are indented and end with a line break. */
  whereabouts(): string
}

/**
 * A thread that notices when this one does not yield any more: nothing within a thread can end
 * `while (true) {}` or a loop of microtasks. It pauses this thread, prints where it stands and ends the
 * process. The heartbeat is a timer, so a run pays nothing for it.
 */
class Watchdog {
  /** See {@link WATCHDOG_SCRIPT}. */
  readonly #state: Int32Array = new Int32Array(new SharedArrayBuffer(8))
  readonly #runs: Set<WatchedRun> = new Set()
  /** How many runs ask for each limit. */
  readonly #limits: Map<number, number> = new Map()
  #heart: NodeJS.Timeout | undefined

  constructor() {
    // The thread asks by this name while this thread is paused.
    const name = "durable-test-runner.whereabouts"
    Reflect.set(globalThis, Symbol.for(name), () => this.#describe())
    const describe = `globalThis[Symbol.for(${JSON.stringify(name)})]()`
    const workerData = { state: this.#state, describe, ownPath: OWN_PATH }
    const thread = new Worker(WATCHDOG_SCRIPT, { eval: true, env: {}, execArgv: [], workerData })
    thread.unref()
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
    const frames = userFrames(MOST_FRAMES).map((site) => `  at ${site}\n`)
    return JSON.stringify({ run, frames: frames.join("") })
  }
}

let watchdog: Watchdog | undefined

/**
 * Watches `run` until what is returned is called. Nothing is watched while somebody may be debugging,
 * nor in a worker thread: there only the thread that has started it can end it.
 */
export function watch(run: WatchedRun): () => void {
  const { watchdogMs } = run
  if (watchdogMs === Infinity || !isMainThread || isInspected()) return () => {}
  watchdog ??= new Watchdog()
  return watchdog.begin(run, watchdogMs)
}
