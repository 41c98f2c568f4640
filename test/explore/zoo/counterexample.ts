import { DurableTestRunner, type ExplorationFailure, Schedule } from "durable-test-runner"
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

/** The shrunk counterexample, without the lines of this zoo and the checksums of the schedule. */
export async function counterexampleIn(
  family: readonly BugZooEntry[],
  name: string,
): Promise<string> {
  const entry = family.find((each) => each.name === name)
  if (entry === undefined) throw new Error(`There is no bug ${JSON.stringify(name)} in the family.`)
  const { maxSchedules } = entry
  const { failure, message } = await exploreBug(entry, entry.broken(), { maxSchedules })
  const { schedule = "" } = failure ?? {}
  const { space, choices } = Schedule.parse(schedule)
  const shown = message
    .split("\n")
    .filter((line) => !/^ {2}(?:at|replay|found) | or DURABLE_SCHEDULE=/u.test(line))
  const ends = JSON.stringify(await replayBug(entry, schedule))
  const short = String(new Schedule(space, choices)).split(".").slice(0, -1).join(".")
  return [...shown, `  ends      ${ends}`, `  schedule  ${short}`].join("\n")
}
