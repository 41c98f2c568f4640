import * as fc from "fast-check"
import { type Duration, duration, toMilliseconds } from "../text/duration.ts"
import { boolean, passing } from "../text/option-kinds.ts"
import { type OptionSpec, readArgument, readOptions } from "../text/options.ts"
import { arbitraryKind } from "./arbitrary-kind.ts"
import type { HeartbeatOptions } from "../runner/callbacks/script-options.ts"
import { type CallbackResult, callbackResult, type CallbackScripts } from "./callback-result.ts"
import { type ExternalCall, ExternalEvents, takeDown } from "./external-calls.ts"

/** Constraints of `durable.externalEvents`. */
export interface ExternalEventsConstraints {
  /**
   * The longest time until an answer, since the callback's creation or submission. Default one hour. For a plain
   * `run`, keep it below the time-outs of the callbacks: a late answer is an error there, as for every script.
   */
  readonly maxAfter?: Duration
  /** Whether heartbeats come before an answer. Default true. */
  readonly heartbeats?: boolean
  /** Whether a second answer may follow, which the service refuses. Default true. */
  readonly duplicates?: boolean
  /**
   * The time after which every answer is late: at least the longest time-out of the callbacks. With it, an answer
   * may follow a silence, and the service refuses it. Default: no late answers.
   */
  readonly lateAfter?: Duration
}

const CONSTRAINTS: OptionSpec<ExternalEventsConstraints> = {
  maxAfter: duration,
  heartbeats: boolean(),
  duplicates: boolean(),
  lateAfter: duration,
}

const RESULTS = passing(
  (value): value is object => typeof value === "object" && value !== null && !Array.isArray(value),
  "Pass an object with an arbitrary for each callback: { approve: durable.callbackResult() }.",
)

const RESULT = arbitraryKind<CallbackResult>("Pass an arbitrary, such as durable.callbackResult().")

const DEFAULT_MAX_AFTER: Duration = { hours: 1 }
const LONGEST_HEARTBEAT_SECONDS = 60
const MOST_HEARTBEATS = 3

/** What happens to one callback. Times are seconds. */
type Story = [
  result: CallbackResult,
  /** Undefined is as soon as the invocation has suspended. */
  after: number | undefined,
  heartbeats: [every: number, times: number] | undefined,
  again: [result: CallbackResult, later: number] | undefined,
]

/** The makers of external events: random ones, and those that a failure has printed. */
export interface ExternalEventsMaker {
  /**
   * Generates calls for the callbacks with these names: answers in any order, heartbeats before them, second and
   * late answers. It shrinks to answers that come at once.
   *
   * @param results the answers of each callback.
   * @example
   * ```ts
   * durable.externalEvents({ approve: durable.callbackResult({ ok: fc.boolean() }) })
   * ```
   * @throws {InvalidArgumentError} for an unknown constraint.
   */
  (
    results: Readonly<Record<string, fc.Arbitrary<CallbackResult>>>,
    constraints?: ExternalEventsConstraints,
  ): fc.Arbitrary<ExternalEvents>
  /**
   * External events from calls of a runner, for `examples`.
   *
   * @example
   * ```ts
   * durable.externalEvents.of((runner) => {
   *   runner.completeCallback("approve", true, { after: { seconds: 3 } })
   * })
   * ```
   */
  readonly of: (record: (runner: CallbackScripts) => void) => ExternalEvents
}

export const externalEvents: ExternalEventsMaker = Object.assign(arbitraryEvents, {
  of: takeDown,
})

function arbitraryEvents(
  results: Readonly<Record<string, fc.Arbitrary<CallbackResult>>>,
  constraints?: ExternalEventsConstraints,
): fc.Arbitrary<ExternalEvents> {
  const call = "call durable.externalEvents"
  readArgument(call, "the results", results, RESULTS)
  for (const [name, result] of Object.entries(results)) {
    readArgument(call, `the result of ${JSON.stringify(name)}`, result, RESULT)
  }
  const checked = readOptions(call, constraints, CONSTRAINTS)
  const { maxAfter = DEFAULT_MAX_AFTER, heartbeats = true, duplicates = true, lateAfter } = checked
  const seconds = fc.nat({ max: toSeconds(maxAfter, call) })
  const lateSeconds = lateAfter && toSeconds(lateAfter, call)
  const beats = fc.tuple(
    fc.integer({ min: 1, max: LONGEST_HEARTBEAT_SECONDS }),
    fc.integer({ min: 1, max: MOST_HEARTBEATS }),
  )
  const isAnsweredAgain = duplicates || lateSeconds !== undefined
  const stories = Object.values(results).map((result) =>
    fc.tuple(
      result,
      fc.option(seconds, { nil: undefined }),
      heartbeats ? seldom(beats) : fc.constant(undefined),
      isAnsweredAgain ? seldom(fc.tuple(result, seconds)) : fc.constant(undefined),
    ),
  )
  const names = Object.keys(results)
  const write = (given: readonly Story[]): ExternalEvents =>
    takeDown((runner) => {
      for (const [index, story] of given.entries()) {
        tell(runner, names[index] ?? "", story, { duplicates, lateSeconds })
      }
    })
  return fc.tuple(...stories).map(write, (events) => {
    const read = names.map((name) => storyOf(events, name, lateSeconds ?? 0))
    // What these constraints would not write is none of this arbitrary's values.
    if (String(write(read)) === String(events)) return read
    throw new TypeError("These are other events.")
  })
}

/** Of a duration that was checked. */
function toSeconds(given: Duration, call: string): number {
  return Math.ceil(toMilliseconds(given, { call, path: "a duration" }) / 1_000)
}

/** One time in four. Of the combinators only `option` also shrinks an example to nothing. */
function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  const half = { nil: undefined, freq: 2 }
  return fc.option(fc.option(arbitrary, half), half)
}

function tell(
  runner: CallbackScripts,
  name: string,
  [result, after, heartbeats, again]: Story,
  { duplicates, lateSeconds }: { duplicates: boolean; lateSeconds: number | undefined },
): void {
  if (heartbeats !== undefined) {
    const [every, times] = heartbeats
    runner.heartbeatCallback(name, { every: { seconds: every }, times })
  }
  const isSilent = result.answer.kind === "silence"
  result.applyTo(runner, name, isSilent ? undefined : atSeconds(after))
  if (again === undefined || again[0].answer.kind === "silence") return
  const [second, later] = again
  const base = isSilent ? lateSeconds : duplicates ? (after ?? null) : undefined
  if (base === undefined) return
  // Behind an answer that comes when the invocation suspends is only what comes then, too.
  const when = base === null ? undefined : base + later
  second.applyTo(runner, name, { ...atSeconds(when), expectRefused: true })
}

function atSeconds(seconds: number | undefined): { after: Duration } | undefined {
  return seconds === undefined ? undefined : { after: { seconds } }
}

function storyOf(events: unknown, name: string, lateSeconds: number): Story {
  if (!(events instanceof ExternalEvents)) throw new TypeError("These are not external events.")
  const calls = events.calls.filter(({ args }) => args[0] === name)
  const heartbeat = calls.find(({ method }) => method === "heartbeatCallback")
  const [first, second] = calls.filter((call) => call !== heartbeat).map(resultOf)
  if (first === undefined) throw new TypeError("Nothing happens to this callback.")
  const every = (heartbeat?.args[1] as HeartbeatOptions | undefined)?.every?.seconds
  const times = (heartbeat?.args[1] as HeartbeatOptions | undefined)?.times
  const base = first.result.answer.kind === "silence" ? lateSeconds : (first.after ?? 0)
  return [
    first.result,
    first.after,
    every === undefined || times === undefined ? undefined : [every, times],
    second && [second.result, (second.after ?? base) - base],
  ]
}

interface TimedResult {
  readonly result: CallbackResult
  readonly after: number | undefined
}

function resultOf(call: ExternalCall): TimedResult {
  const { method, args } = call
  switch (method) {
    case "completeCallback":
      return { result: callbackResult.ok(args[1]), after: args[2]?.after?.seconds }
    case "failCallback":
      return { result: callbackResult.error(args[1]), after: args[2]?.after?.seconds }
    case "timeoutCallback":
    case "heartbeatCallback":
      return { result: callbackResult.silence(), after: undefined }
    default:
      return call satisfies never
  }
}
