import type { RunLimits } from "../../schedule/run-limits.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "./run-report.ts"

export interface ExecutorRequest {
  readonly plans: readonly RunPlan[]
  /**
   * The states that are known while these runs are made: a run that comes to one ends there. It only
   * ever grows, in the order of its members. Undefined if runs are not to end early.
   */
  readonly known: ReadonlySet<string> | undefined
  /** Whether the runs behind one that is wrong by itself need not be made. Threads make them all the same. */
  readonly mayStopEarly?: boolean
}

/**
 * Makes runs: here, or in other threads. The answers are in the order of the plans. Where the request says so,
 * those behind a run that is wrong by itself may be missing.
 */
export interface Executor {
  /** What each run may take besides what the runner's options say. */
  limits?: RunLimits
  run(request: ExecutorRequest): Promise<readonly RunReport[]>
  close(): Promise<void>
}
