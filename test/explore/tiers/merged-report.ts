import type { RunReport } from "../../../src/explore/oracle/run-report.ts"
import { ORDERS_ONLY } from "../exploring.ts"

/** Of a run in which nothing is wrong, and that ends where another one has been. */
export const MERGED: RunReport = {
  end: "merged",
  space: ORDERS_ONLY,
  chosen: [],
  counts: [],
  faultsFrom: [],
  fingerprint: 0,
  kinds: undefined,
  order: [],
  recordedOrder: [],
  course: [],
  faultKinds: [],
  failedBodies: [],
  bodiesDiffer: false,
  faults: 0,
  awaitsTimers: false,
  lastDraws: {},
  coldStarts: 0,
  outcome: undefined,
  violations: [],
  coverage: {},
  wakes: [],
  realWork: [],
  unfinishedWork: [],
  states: [],
}
