import { DurableTestRunner } from "durable-test-runner"
import type { Executor } from "../../../src/explore/oracle/executor.ts"
import type { ExploreOptions } from "../../../src/explore/options/explore-options.ts"
import {
  type ExploreSettings,
  toExploreSettings,
} from "../../../src/explore/options/explore-settings.ts"
import { LocalExecutor } from "../../../src/explore/oracle/local-executor.ts"
import type { RunReport } from "../../../src/explore/oracle/run-report.ts"
import type { Shard } from "../../../src/explore/report/shard.ts"
import { DeviationSearch } from "../../../src/explore/tiers/deviation-search.ts"
import { toScenario } from "../../../src/explore/options/to-scenario.ts"
import type { LambdaHandler } from "../../../src/world/invocation/invocation.ts"

/** What a module of `workers` exports. */
export type Subject = ExploreOptions & { readonly handler: LambdaHandler }

export function settingsOf({ handler: _handler, ...options }: Subject): ExploreSettings {
  return toExploreSettings(options)
}

export function localExecutorOf(subject: Subject): Executor {
  const { handler, ...options } = subject
  const scenario = toScenario(handler, options, (given) => new DurableTestRunner(given))
  return new LocalExecutor(scenario, settingsOf(subject))
}

/** The reports of all runs, in their order. */
export async function searchToTheEnd(
  executor: Executor,
  { space }: Pick<ExploreSettings, "space">,
  options: { readonly merges: boolean; readonly shard?: Shard },
): Promise<readonly RunReport[]> {
  const search = new DeviationSearch("systematic", space, options)
  const reports: RunReport[] = []
  while (!search.isComplete) {
    const plans = search.next(16)
    const made = await executor.run({ plans, known: search.known })
    for (const [index, report] of made.entries()) search.take(plans[index]!, report)
    reports.push(...made)
  }
  return reports
}
