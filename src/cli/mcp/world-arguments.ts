import { parseDuration } from "../../text/duration-text.ts"
import { anything, listOf, passing, text } from "../../text/option-kinds.ts"
import { objectOf, type OptionKind, type OptionSpec, wrongValue } from "../../text/options.ts"
import { isPlainObject } from "../../text/values/show-value.ts"

/*
 * What stands around an execution, as an agent says it. Each argument becomes a flag of the command line, so
 * that the command that an answer prints is one that a person can run.
 */

interface Answer {
  readonly callback: string
  readonly value?: unknown
  readonly after?: string
}

interface Failure {
  readonly callback: string
  readonly message?: string
  readonly after?: string
}

interface Heartbeat {
  readonly callback: string
  readonly every?: string
  readonly after?: string
}

interface Timeout {
  readonly callback: string
  readonly after?: string
}

export interface WorldArguments {
  readonly handler: string
  readonly input?: unknown
  readonly scenario?: string
  readonly answers?: readonly Answer[]
  readonly failures?: readonly Failure[]
  readonly heartbeats?: readonly Heartbeat[]
  readonly timeouts?: readonly Timeout[]
  readonly functions?: Readonly<Record<string, unknown>>
  readonly stubs?: Readonly<Record<string, unknown>>
  readonly stubFrom?: string
}

const named = text(/[^]/u, 'Pass the name of a callback, such as "approve".')
const time = passing(
  (value): value is string => typeof value === "string" && parseDuration(value) !== undefined,
  'Pass a duration, such as "5h" or "1h30m".',
)

const valuesByName: OptionKind<Readonly<Record<string, unknown>>> = (value, place) => {
  if (typeof value === "object" && value !== null && isPlainObject(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw wrongValue(place, value, 'Pass an object by name, such as { "charge": { "paid": true } }.')
}

export const worldSpec: OptionSpec<WorldArguments> = {
  handler: text(/^[^-]/u, 'Pass the file of the handler, such as "src/order.ts#handler".'),
  input: anything(),
  scenario: text(/[^]/u, "Pass the path of a scenario file."),
  answers: listOf(
    objectOf<Answer>({ callback: named, value: anything(), after: time }, ["callback"]),
    'Pass a list, such as [{ "callback": "approve", "value": "yes" }].',
  ),
  failures: listOf(
    objectOf<Failure>({ callback: named, message: text(/^/u), after: time }, ["callback"]),
    'Pass a list, such as [{ "callback": "approve", "message": "refused" }].',
  ),
  heartbeats: listOf(
    objectOf<Heartbeat>({ callback: named, every: time, after: time }, ["callback"]),
    'Pass a list, such as [{ "callback": "ship", "every": "10m" }].',
  ),
  timeouts: listOf(
    objectOf<Timeout>({ callback: named, after: time }, ["callback"]),
    'Pass a list, such as [{ "callback": "approve" }].',
  ),
  functions: valuesByName,
  stubs: valuesByName,
  stubFrom: text(/[^]/u, "Pass the path of a history."),
}

const callback = { type: "string", description: "The name of the callback, or a path to it." }
const after = {
  type: "string",
  description: "How long after the creation of the callback, in virtual time, such as 5h.",
}

const listOfObjects = (
  description: string,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => ({
  type: "array",
  description,
  items: {
    type: "object",
    properties: { callback, ...properties, after },
    required: ["callback"],
    additionalProperties: false,
  },
})

export const worldProperties: {
  readonly [K in keyof WorldArguments]-?: Readonly<Record<string, unknown>>
} = {
  handler: {
    type: "string",
    description:
      "The file of the handler. Add #name if it is neither the export `handler` nor the default export.",
  },
  input: {
    description: "The event: any JSON value. Default: the file <handler>.input.json, if any.",
  },
  scenario: { type: "string", description: "The path of a scenario file, in YAML or JSON." },
  answers: listOfObjects("Callbacks that succeed, in the order of the answers.", {
    value: {
      description: "The result. A text is sent as it is, any other value as JSON.",
    },
  }),
  failures: listOfObjects("Callbacks that fail.", { message: { type: "string" } }),
  heartbeats: listOfObjects("Callbacks that get heartbeats.", {
    every: { type: "string", description: "The interval, such as 10m. Default: one heartbeat." },
  }),
  timeouts: listOfObjects("Callbacks that time out.", {}),
  functions: {
    type: "object",
    description: "What each function returns that the handler invokes, by its name.",
  },
  stubs: {
    type: "object",
    description: "What each step returns whose body must not run, by its name.",
  },
  stubFrom: {
    type: "string",
    description: "The path of a history: each step returns what it returned in that execution.",
  },
}

export function worldArgv(given: WorldArguments): readonly string[] {
  const { answers = [], failures = [], heartbeats = [], timeouts = [] } = given
  return [
    ...flag("input", given.input === undefined ? undefined : JSON.stringify(given.input)),
    ...flag("scenario", given.scenario),
    ...answers.flatMap((each) => flag("answer", scripted(each, textOf(each.value)))),
    ...failures.flatMap((each) => flag("fail", scripted(each, each.message))),
    ...heartbeats.flatMap((each) => flag("heartbeat", scripted(each, each.every))),
    ...timeouts.flatMap((each) => flag("timeout", scripted(each, undefined))),
    ...pairs("function", given.functions),
    ...pairs("stub", given.stubs),
    ...flag("stub-from", given.stubFrom),
  ]
}

/** A value never passes for a flag of its own: it stands behind an equals sign. */
export function flag(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`]
}

/** What stands behind the last `@` of a flag may pass for a time, so a time is added there. */
function scripted(
  { callback: name, after: delay }: { readonly callback: string; readonly after?: string },
  value: string | undefined,
): string {
  const pair = value === undefined ? name : `${name}=${value}`
  if (delay !== undefined) return `${pair}@${delay}`
  return pair.includes("@") ? `${pair}@0s` : pair
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value)
}

function pairs(
  name: string,
  values: Readonly<Record<string, unknown>> | undefined,
): readonly string[] {
  return Object.entries(values ?? {}).flatMap(([key, value]) =>
    flag(name, `${key}=${JSON.stringify(value)}`),
  )
}
