import { AsyncLocalStorage } from "node:async_hooks"
import type { Execution } from "../runner/results/execution.ts"
import type { Schedule } from "./schedule.ts"

/** A run that was made by a schedule, or a plain one. */
export interface WitnessedRun {
  /** As it ended or, where the run failed, as far as it has come; absent where that is unknown. */
  readonly execution: Execution | undefined
  /** What was chosen; absent for a plain run. */
  readonly schedule: Schedule | undefined
}

type Witness = (run: WitnessedRun) => void

const witnesses = new AsyncLocalStorage<Witness>()

/** Tells `witness` of every run that `body` makes, also after its first await. */
export function witnessRuns<T>(witness: Witness, body: () => T): T {
  return witnesses.run(witness, body)
}

export function currentWitness(): Witness | undefined {
  return witnesses.getStore()
}
