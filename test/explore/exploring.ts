import {
  type DurableExecutionHandler,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore, type ExploreOptions } from "durable-test-runner"
import type { Verdict } from "durable-test-runner/explore"
import type { RunPlan } from "../../src/schedule/run-plan.ts"
import { runSchedule, type ScheduledRun } from "../../src/schedule/run-schedule.ts"
import type { ScheduleSpace } from "../../src/schedule/format/schedule-space.ts"
import { toScenario } from "../../src/explore/options/to-scenario.ts"
import { onePage } from "../support/one-page.ts"

type Options = ExploreOptions

/** No test of the exploration depends on real time, and none leaves a file behind. */
const BOUNDS = { failures: false, progress: false, maxSchedules: 600 } as const

type Body = DurableExecutionHandler<never, unknown>

/** Explores what `body` makes of a durable handler. */
export async function exploring(body: Body, options: Options = {}): Promise<Verdict> {
  return explore(durable(body), { ...BOUNDS, ...options })
}

export function durable(body: Body): DurableLambdaHandler {
  return withDurableExecution(body)
}

/** The message with what is different each time replaced. */
export function steadyMessage({ message }: Verdict): string {
  return message.replaceAll(/\(\d+\.\d s(?=[,)])/gu, "(0.0 s")
}

/** What was found wrong, in a line. */
export function problemOf({ failure }: Verdict): string {
  if (failure === undefined) return "nothing"
  return `${failure.violation.invariant}: ${failure.violation.message}`
}

/** How many runs each tier has made. */
export function schedulesByTier({ tiers }: Verdict): Readonly<Record<string, number>> {
  return Object.fromEntries(tiers.map(({ tier, schedules }) => [tier, schedules]))
}

/**
 * For tests that count schedules, or show one: a request for a further page is an event with its own
 * place in an order.
 */
export const ON_ONE_PAGE: { readonly runner: typeof onePage } = { runner: onePage }

export const ORDERS_ONLY: ScheduleSpace = {
  early: true,
  slow: true,
  coldStarts: false,
  anywhere: false,
  latencies: false,
  faults: [],
  maxFaults: 0,
  pageSize: undefined,
}

export const PLAIN: RunPlan = {
  space: ORDERS_ONLY,
  prefix: [],
  policy: { kind: "oldest-first" },
}

/** One run with everything that was seen of it: for invariants that no handler can break. */
export async function oneRun(
  body: Body,
  plan: RunPlan = PLAIN,
  options: Options = {},
): Promise<ScheduledRun> {
  const scenario = toScenario(durable(body), options, (given) => new DurableTestRunner(given))
  return runSchedule(scenario, plan)
}
