import { isMainThread, Worker } from "node:worker_threads"
import { OWN_PATH } from "../../text/own-path.ts"
import { isInspected } from "./inspector.ts"
import { WATCHDOG_SCRIPT } from "./watchdog-script.ts"

/** Under this name the thread finds what it can ask of a paused process. */
const WHEREABOUTS = "durable-test-runner.whereabouts"

/** A run that the watchdog may have to describe. */
export interface WatchedRun {
  /** Where the run stands, in lines that are indented and end with a line break. */
  whereabouts(): string
}

/**
 * A thread that notices when this one does not turn any more: `while (true) {}` and loops of microtasks
 * cannot be seen from inside. It pauses the process, prints where it stands and ends it.
 */
class Watchdog {
  readonly #beats: Int32Array = new Int32Array(new SharedArrayBuffer(8))
  readonly #worker: Worker
  readonly #runs: Set<WatchedRun> = new Set()

  constructor(afterMs: number) {
    Reflect.set(globalThis, Symbol.for(WHEREABOUTS), () =>
      [...this.#runs].map((run) => run.whereabouts()).join(""),
    )
    this.#worker = new Worker(WATCHDOG_SCRIPT, {
      eval: true,
      env: {},
      execArgv: [],
      workerData: {
        beats: this.#beats,
        afterMs,
        whereabouts: WHEREABOUTS,
        isMain: isMainThread,
        ownPath: OWN_PATH,
      },
    })
    this.#worker.unref()
  }

  begin(run: WatchedRun): void {
    this.#runs.add(run)
    this.beat()
    Atomics.store(this.#beats, 0, 1)
  }

  end(run: WatchedRun): void {
    this.#runs.delete(run)
    if (this.#runs.size === 0) Atomics.store(this.#beats, 0, 0)
  }

  /** This thread has turned. */
  beat(): void {
    Atomics.add(this.#beats, 1, 1)
  }
}

/** One for each time that is asked for, for as long as the process lives. */
const watchdogs = new Map<number, Watchdog>()

/** The watchdog that barks after `afterMs`; undefined while somebody may be debugging. */
export function watchdogFor(afterMs: number | undefined): Watchdog | undefined {
  if (afterMs === undefined || isInspected()) return undefined
  let watchdog = watchdogs.get(afterMs)
  if (watchdog === undefined) {
    watchdog = new Watchdog(afterMs)
    watchdogs.set(afterMs, watchdog)
  }
  return watchdog
}
