import type { RunPlan } from "../../schedule/run-plan.ts"
import type { ScheduleSpace } from "../../schedule/format/schedule-space.ts"
import { FixedPlans } from "./fixed-plans.ts"

/** With how many other sequences of random numbers this is done: each takes one run. */
const OTHER_DRAWS = 12

/**
 * A crash whenever something is recorded, in two orders, and with pages of one operation besides. Where
 * random numbers are drawn, once with each of a few others: a branch or a latency may depend on them.
 */
export function alwaysReplay(space: ScheduleSpace, drawsNumbers: boolean): FixedPlans {
  const orders = ["oldest-first", "newest-first"] as const
  const pages = [undefined, 1] as const
  const plans = pages.flatMap((pageSize) =>
    orders.map((order): RunPlan => ({
      space: { ...space, pageSize },
      prefix: [],
      policy: { kind: "always-replay", order },
    })),
  )
  const others = Array.from({ length: drawsNumbers ? OTHER_DRAWS : 0 }, (_, index): RunPlan => ({
    space: { ...space, draw: index + 1 },
    prefix: [],
    policy: { kind: "always-replay", order: orders[index % 2] ?? "oldest-first" },
  }))
  return new FixedPlans("always-replay", [...plans, ...others])
}
