import { isMainThread, type MessagePort, workerData } from "node:worker_threads"
import type { RunLimits } from "../../schedule/run-limits.ts"
import type { RunPlan } from "../../schedule/run-plan.ts"
import type { RunReport } from "../oracle/run-report.ts"
import type { ErrorData } from "./error-data.ts"
import type { JudgeSummary } from "./judge-summary.ts"

/** What a thread is told when it starts. */
export interface WorkerTask {
  readonly durableTestRunnerTask: "explore"
  /** The module's URL. */
  readonly module: string
}

/** Runs to make. The thread answers these messages in their order. */
export interface RunsMessage {
  readonly plans: readonly RunPlan[]
  readonly known: KnownStates | undefined
  readonly limits: RunLimits
}

/** The known states of a request, as far as the thread has not been told of them. */
export interface KnownStates {
  /** How many of them the thread has been told of. With 0 it forgets all it knows. */
  readonly from: number
  readonly added: readonly string[]
}

/** What a thread says. */
export type WorkerMessage =
  /** Before anything else: where its watchdog reports a loop, which the thread itself cannot do. */
  | { readonly kind: "watched"; readonly reports: MessagePort }
  | { readonly kind: "ready"; readonly summary: JudgeSummary }
  | { readonly kind: "unusable"; readonly problem: ModuleProblem }
  | { readonly kind: "reports"; readonly reports: readonly RunReport[] }
  | { readonly kind: "failed"; readonly error: ErrorData }
  /** The answer itself is no data. */
  | { readonly kind: "not-sent"; readonly error: ErrorData }

/** Why nothing can be explored with a module. */
export type ModuleProblem =
  | { readonly kind: "not-loaded"; readonly error: ErrorData }
  | { readonly kind: "no-default-export"; readonly exported: readonly string[] }
  | { readonly kind: "no-handler"; readonly got: string }
  | { readonly kind: "wrong-options"; readonly error: ErrorData }

/** The task of this thread, if it was started to explore. */
export function currentTask(): WorkerTask | undefined {
  const data: unknown = workerData
  if (isMainThread || typeof data !== "object" || data === null) return undefined
  return "durableTestRunnerTask" in data ? (data as WorkerTask) : undefined
}
