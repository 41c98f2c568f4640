import { DurableTestRunner } from "durable-test-runner"
import type { Chooser, ScheduleSpace } from "durable-test-runner/explore"
import type { RunnableProgram } from "./programs.ts"

/** What can happen beside a program, and how much of its state a page holds. */
export interface Setting {
  readonly space: ScheduleSpace
  readonly pageSize: number
}

export interface Enumerated {
  readonly schedules: number
  /** Sorted. */
  readonly outcomes: readonly string[]
}

/**
 * Runs every schedule of a program, by nothing but the public interface: an odometer whose digits are
 * the choices of a run. The last digit that has a further option is turned on, and what stands behind it
 * begins at 0 again.
 *
 * It shares no code with the search: no tiers, no merging, no policies, no levels of deviations.
 *
 * @returns undefined if there are more than `limit` schedules.
 */
export async function enumerate(
  program: RunnableProgram,
  { space, pageSize }: Setting,
  limit: number,
): Promise<Enumerated | undefined> {
  const outcomes = new Set<string>()
  let digits: readonly number[] | undefined = []
  let schedules = 0
  while (digits !== undefined) {
    if (schedules === limit) return undefined
    const follower: Follower = new Follower(digits)
    const runner = new DurableTestRunner({ pageSize })
    program.prepare(runner)
    const plan = { space, createChooser: () => follower }
    const end = runner.runSchedule(plan, program.handler).then(
      ({ status, result, error }) =>
        ended(status, result, error && { type: error.ErrorType, message: error.ErrorMessage }),
      (error: unknown) => threw(error),
    )
    outcomes.add(`${await end} ${JSON.stringify(program.observe())}`)
    schedules++
    digits = follower.next()
  }
  return { schedules, outcomes: [...outcomes].toSorted() }
}

/** Chooses by the digits that it is given and the first option from there on, and counts the options. */
class Follower implements Chooser {
  readonly #digits: readonly number[]
  readonly #chosen: number[] = []
  readonly #counts: number[] = []

  constructor(digits: readonly number[]) {
    this.#digits = digits
  }

  choose(options: readonly unknown[]): number {
    const choice = this.#digits[this.#chosen.length] ?? 0
    if (choice >= options.length) throw new Error("The same choices have led somewhere else.")
    this.#chosen.push(choice)
    this.#counts.push(options.length)
    return choice
  }

  /** The digits of the next schedule; undefined after the last one. */
  next(): readonly number[] | undefined {
    if (this.#chosen.length < this.#digits.length) throw new Error("A run has ended too early.")
    const last = this.#chosen.findLastIndex(
      (choice, position) => choice + 1 < (this.#counts[position] ?? 0),
    )
    if (last < 0) return undefined
    return [...this.#chosen.slice(0, last), (this.#chosen[last] ?? 0) + 1]
  }
}

/** The end of an execution as text, the same for the enumerator and the search. */
export function ended(
  status: string,
  result: unknown,
  error: { readonly type?: unknown; readonly message?: unknown } | null | undefined,
): string {
  return JSON.stringify([status, result ?? null, error?.type ?? null, error?.message ?? null])
}

export function threw(error: unknown): string {
  return `threw ${error instanceof Error ? error.name : String(error)}`
}
