import type { ExecutionState } from "./execution-state.ts"
import type { Instant } from "../values/instant.ts"
import type { ServiceState } from "./service-state.ts"
import { createTimer, type Timer, type TimerPurpose } from "./timer.ts"

export function armTimer(
  state: ServiceState,
  execution: ExecutionState,
  due: Instant,
  purpose: TimerPurpose,
): Timer {
  const timer = createTimer(execution, due, purpose)
  state.timers.add(timer)
  execution.timers.add(timer)
  return timer
}

export function disarmTimer(state: ServiceState, timer: Timer | undefined): void {
  if (timer === undefined) return
  state.timers.remove(timer)
  timer.execution.timers.delete(timer)
}

export function disarmAllTimers(state: ServiceState, execution: ExecutionState): void {
  for (const timer of execution.timers) state.timers.remove(timer)
  execution.timers.clear()
}
