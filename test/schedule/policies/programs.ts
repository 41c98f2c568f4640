import { onePage } from "../../support/one-page.ts"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { type ScheduledRun, runSchedule } from "../../../src/schedule/run-schedule.ts"
import type { PolicySpec } from "../../../src/schedule/policies/policy-spec.ts"
import type { Scenario } from "../../../src/schedule/scenario.ts"
import type { ScheduleSpace } from "../../../src/schedule/format/schedule-space.ts"
import { USUAL_FAULTS } from "../../../src/world/events/fault-kind.ts"

/** Everything may be chosen, so that every event is a decision. */
export const FULL_FREEDOM: ScheduleSpace = {
  early: true,
  slow: true,
  coldStarts: true,
  anywhere: false,
  latencies: false,
  faults: USUAL_FAULTS,
  maxFaults: 3,
  pageSize: undefined,
}

type Body = (context: DurableContext, log: string[]) => Promise<unknown>

/** A scenario whose handler writes to a log; the log is what can be observed. */
export function scenarioOf(
  body: Body,
  prepare: (runner: DurableTestRunner) => void = () => {},
): Scenario<DurableTestRunner> {
  let log: string[] = []
  return {
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) =>
      body(context, log),
    ),
    createHandler: undefined,
    input: {},
    prepare: (runner) => {
      log = []
      prepare(runner)
    },
    observe: () => [...log],
    runnerOptions: onePage,
    createRunner: (options) => new DurableTestRunner(options),
  }
}

export async function runWith(
  scenario: Scenario<DurableTestRunner>,
  policy: PolicySpec,
  space: ScheduleSpace = FULL_FREEDOM,
): Promise<ScheduledRun> {
  return runSchedule(scenario, { space, prefix: [], policy })
}

/** Steps of a branch, one after another; each is noted as soon as its result is known. */
async function inTurn(
  context: DurableContext,
  names: readonly string[],
  log: string[],
): Promise<void> {
  for (const name of names) {
    await context.step(name, async () => name)
    log.push(name)
  }
}

const oneStep: Body = (context) => context.step("only", async () => "done")

const threeInTurn: Body = (context, log) => inTurn(context, ["a", "b", "c"], log)

export const threeAtOnce: Body = (context, log) =>
  Promise.all(["a", "b", "c"].map((name) => inTurn(context, [name], log)))

export const branches =
  (...names: readonly (readonly string[])[]): Body =>
  async (context, log) => {
    const tasks = names.map((steps) => (branch: DurableContext) => inTurn(branch, steps, log))
    await context.parallel(tasks)
  }

const waiting: Body = async (context) => {
  await context.wait("pause", { seconds: 5 })
  return context.step("after", async () => "done")
}

const calledBack: Body = async (context) =>
  context.waitForCallback("approval", async () => {}, { timeout: { hours: 1 } })

/** One of each thing that a policy has to get to the end of. */
export const PROGRAMS: Readonly<Record<string, Scenario<DurableTestRunner>>> = {
  "one step": scenarioOf(oneStep),
  "three steps in turn": scenarioOf(threeInTurn),
  "three steps at once": scenarioOf(threeAtOnce),
  "a wait": scenarioOf(waiting),
  "a callback": scenarioOf(calledBack, (runner) => runner.completeCallback("approval", "yes")),
}
