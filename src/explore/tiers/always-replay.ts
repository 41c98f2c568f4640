import type { RunPlan } from "../../schedule/run-plan.ts"
import type { ScheduleSpace } from "../../schedule/format/schedule-space.ts"
import { FixedPlans } from "./fixed-plans.ts"

/** A crash whenever something is recorded, in two orders, and with pages of one operation besides. */
export function alwaysReplay(space: ScheduleSpace): FixedPlans {
  const orders = ["oldest-first", "newest-first"] as const
  const pages = [undefined, 1] as const
  const plans = pages.flatMap((pageSize) =>
    orders.map((order): RunPlan => ({
      space: { ...space, pageSize },
      prefix: [],
      policy: { kind: "always-replay", order },
    })),
  )
  return new FixedPlans("always-replay", plans)
}
