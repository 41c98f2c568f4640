import type { DurableService } from "../../service/durable-service.ts"
import type { Instant } from "../../service/values/instant.ts"

/** When the service does something next of its own accord; the time-outs of executions do not count. */
export function nextDue(
  service: Pick<DurableService, "executionArns" | "pendingOperations">,
  now: Instant,
): Instant {
  let next = Infinity
  for (const arn of service.executionArns()) {
    for (const { dueAt = Infinity } of service.pendingOperations(arn)) {
      if (dueAt > now && dueAt < next) next = dueAt
    }
  }
  return next
}
