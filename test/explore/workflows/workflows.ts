import type { BugZooEntry } from "../zoo/bug.ts"
import { approvals } from "./approvals.ts"
import { fanOuts } from "./fan-outs.ts"
import { orders } from "./orders.ts"
import { polls } from "./polls.ts"
import { sagas } from "./sagas.ts"

/** Handlers of the size and the shapes of published ones, with one bug each, and their corrected twins. */
export const workflows: readonly BugZooEntry[] = [
  ...orders,
  ...approvals,
  ...sagas,
  ...fanOuts,
  ...polls,
]
