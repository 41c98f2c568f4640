import { boolean, listOf, text, wholeNumber } from "../../text/option-kinds.ts"
import { type Tool, toolOf } from "./tool.ts"
import {
  flag,
  type WorldArguments,
  worldArgv,
  worldProperties,
  worldSpec,
} from "./world-arguments.ts"

const JSON_PROPERTY = {
  type: "boolean",
  description: "Whether to return one JSON object instead of text. Default: false.",
}

interface RunArguments extends WorldArguments {
  readonly seed?: string
  readonly logs?: boolean
  readonly json?: boolean
}

const run = toolOf<RunArguments>({
  name: "run",
  title: "Run a durable function",
  description:
    "Runs the handler of an AWS Lambda durable function to the end of its execution, in virtual time and in " +
    "its own process, and returns the timeline, the status and the result. Waits of days take milliseconds. " +
    "`answers`, `failures`, `heartbeats` and `timeouts` set what callbacks get. An error names each callback " +
    "that still waits for an answer.",
  writes: true,
  properties: {
    ...worldProperties,
    seed: { type: "string", description: "The seed of all random numbers and ids in the run." },
    logs: { type: "boolean", description: "Whether the timeline shows the log lines of the code." },
    json: JSON_PROPERTY,
  },
  spec: { ...worldSpec, seed: text(), logs: boolean(), json: boolean() },
  required: ["handler"],
  argvOf: (given) => [
    "run",
    given.handler,
    ...worldArgv(given),
    ...flag("seed", given.seed),
    ...switchOf("logs", given.logs),
    ...switchOf("json", given.json),
  ],
})

interface ExploreArguments extends WorldArguments {
  readonly stubFailing?: boolean
  readonly budget?: string
  readonly maxSchedules?: number
  readonly seed?: number
  readonly schedule?: string
  readonly startTime?: string
  readonly runSeed?: string
  readonly json?: boolean
}

const explore = toolOf<ExploreArguments>({
  name: "explore",
  title: "Search for what breaks a durable function",
  description:
    "Runs the handler many times, with other orders of events, crashes, retries and replays. Returns the " +
    "coverage of the search, or the smallest counterexample: the schedule, the operation, the line of code " +
    "and the difference. Callbacks without an answer succeed with no result, or with {} if the handler parses it.",
  writes: true,
  properties: {
    ...worldProperties,
    stubFailing: {
      type: "boolean",
      description: "Whether each step whose body cannot run here returns null. Default: false.",
    },
    budget: { type: "string", description: "How long to search, such as 60s. Default: 1s." },
    maxSchedules: { type: "integer", minimum: 1, description: "The largest number of runs." },
    seed: {
      type: "integer",
      minimum: 0,
      description: "The seed of the random part of the search.",
    },
    schedule: {
      type: "string",
      description: "A schedule from an earlier result: runs only that one, to check a fix.",
    },
    startTime: {
      type: "string",
      description: "The start time of each run, such as 2030-02-28T23:00:00Z.",
    },
    runSeed: { type: "string", description: "The seed of the random numbers and ids in each run." },
    json: JSON_PROPERTY,
  },
  spec: {
    ...worldSpec,
    stubFailing: boolean(),
    budget: text(),
    maxSchedules: wholeNumber({ least: 1 }),
    seed: wholeNumber(),
    schedule: text(),
    startTime: text(),
    runSeed: text(),
    json: boolean(),
  },
  required: ["handler"],
  argvOf: (given) => [
    "explore",
    given.handler,
    ...worldArgv(given),
    ...switchOf("stub", given.stubFailing),
    ...flag("budget", given.budget),
    ...flag("max-schedules", given.maxSchedules?.toString()),
    ...flag("seed", given.seed?.toString()),
    ...flag("schedule", given.schedule),
    ...flag("start-time", given.startTime),
    ...flag("run-seed", given.runSeed),
    ...switchOf("json", given.json),
  ],
})

const histories = listOf(text(/^[^-]/u, "Pass the path of a file or of a folder."))
const HISTORIES_PROPERTY = {
  type: "array",
  items: { type: "string" },
  minItems: 1,
  description: "Files of GetDurableExecutionHistory, or folders of such files.",
}

interface ReplayArguments {
  readonly handler: string
  readonly histories: readonly string[]
  readonly json?: boolean
}

const replay = toolOf<ReplayArguments>({
  name: "replay",
  title: "Check code against recorded executions",
  description:
    "Replays recorded executions of production with the current handler, and returns whether the code can " +
    "continue them. If it cannot, a deployment would break executions in flight.",
  writes: true,
  properties: {
    handler: worldProperties.handler,
    histories: HISTORIES_PROPERTY,
    json: JSON_PROPERTY,
  },
  spec: { handler: worldSpec.handler, histories, json: boolean() },
  required: ["handler", "histories"],
  argvOf: (given) => [
    "replay",
    ...given.histories,
    ...flag("handler", given.handler),
    ...switchOf("json", given.json),
  ],
})

interface TimelineArguments {
  readonly histories: readonly string[]
  readonly json?: boolean
}

const timeline = toolOf<TimelineArguments>({
  name: "timeline",
  title: "Show a recorded execution",
  description: "Prints the events of recorded executions: each operation with its time and result.",
  properties: { histories: HISTORIES_PROPERTY, json: JSON_PROPERTY },
  spec: { histories, json: boolean() },
  required: ["histories"],
  argvOf: (given) => ["timeline", ...given.histories, ...switchOf("json", given.json)],
})

/** The commands that an agent may call. */
export const TOOLS: readonly Tool[] = [run, explore, replay, timeline]

function switchOf(name: string, isOn: boolean | undefined): readonly string[] {
  return isOn === true ? [`--${name}`] : []
}
