import type { Scenario } from "../scenarios.ts"

export type ContestantName = "runner" | "floor" | "vendor"

/** A way to run a durable handler to its end. */
export interface Contestant {
  /** Once per process, outside every measurement. */
  setUp(): Promise<void>
  /** One execution, from its start to its result: this is what is measured. */
  run(scenario: Scenario): Promise<RunResult>
  tearDown(): Promise<void>
}

/** What each run has to prove about itself, so that a failing run is never measured. */
export interface RunResult {
  readonly status: string | undefined
  readonly result: unknown
  /** Left out by a contestant that does not make the invocations the service makes. */
  readonly invocations?: number
}

export const runVerified = async (contestant: Contestant, scenario: Scenario): Promise<void> => {
  const { status, result, invocations = scenario.invocations } = await contestant.run(scenario)
  const right =
    status === "SUCCEEDED" &&
    result === scenario.expectedResult &&
    invocations === scenario.invocations
  if (right) return
  const expected = `SUCCEEDED, ${scenario.expectedResult}, ${scenario.invocations} invocation(s)`
  throw new Error(
    `Measured a wrong run of "${scenario.name}": expected ${expected}, ` +
      `got ${status}, ${JSON.stringify(result)}, ${invocations} invocation(s).`,
  )
}
