import { AsyncLocalStorage } from "node:async_hooks"
import type { Execution } from "../runner/results/execution.ts"
import type { Schedule } from "./schedule.ts"

/** A run that was made by a schedule, or a plain one. */
export interface ReportedRun {
  /** As it ended or, where the run failed, as far as it has come; absent where that is unknown. */
  readonly execution: Execution | undefined
  /** What was chosen; absent for a plain run. */
  readonly schedule: Schedule | undefined
}

type RunListener = (run: ReportedRun) => void

const listeners = new AsyncLocalStorage<RunListener>()

/** Tells `listener` of every run that `body` makes, also after its first await. */
export function listenToRuns<T>(listener: RunListener, body: () => T): T {
  return listeners.run(listener, body)
}

export function currentRunListener(): RunListener | undefined {
  return listeners.getStore()
}
