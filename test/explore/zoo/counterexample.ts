import { DurableTestRunner } from "durable-test-runner"
import type { ExplorationFailure } from "durable-test-runner/explore"
import type { BugZooEntry } from "./bug.ts"
import { exploreBug, suiteDefaults } from "./explore-bug.ts"

/** What the exploration of the broken handler finds. */
export async function failureOf(entry: BugZooEntry): Promise<ExplorationFailure> {
  const { maxSchedules } = entry
  const { failure, message } = await exploreBug(entry, entry.broken(), { maxSchedules })
  if (failure === undefined) throw new Error(message)
  return failure
}

/** How the broken handler and its world end under a schedule, or what stops it. */
export async function replayBug(
  { broken }: BugZooEntry,
  schedule: string,
): Promise<{ readonly result: unknown; readonly observed: unknown }> {
  const { handler, createHandler, input, prepare, observe } = broken()
  const runner = new DurableTestRunner(suiteDefaults)
  prepare(runner)
  const options = createHandler === undefined ? {} : { createHandler }
  try {
    const { error, result } = await runner.replaySchedule(schedule, handler, input, options)
    return { result: error ?? result, observed: observe() }
  } catch (error) {
    return { result: (error as Error).name, observed: observe() }
  }
}
