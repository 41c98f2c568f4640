import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  type GetDurableExecutionHistoryResponse,
  type GetDurableExecutionResponse,
} from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, Execution } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { exportHistory } from "durable-test-runner/replay"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { expectError } from "../../runner/expect-error.ts"
import { exactTimes } from "../../support/exact-times.ts"

/** Has every type of operation, an attempt that fails, and a callback that is answered late. */
const handler = withDurableExecution(
  async (input: { readonly fails?: boolean }, context: DurableContext) => {
    await context.step(
      "charge",
      async ({ attempt }) => {
        if (attempt === 1) throw new Error("offline")
        return { cents: 900 }
      },
      {
        retryStrategy: (_error, attempts) => ({ shouldRetry: attempts < 2, delay: { seconds: 5 } }),
      },
    )
    await context.runInChildContext("delivery", async (child) => {
      await child.wait("truck", { hours: 1 })
      return child.step("load", async () => "loaded")
    })
    const answer = await context.waitForCallback("approve", async () => {}, {
      timeout: { days: 1 },
    })
    if (input.fails === true) throw new RangeError("too many")
    return { answer }
  },
)

const folder = mkdtempSync(join(tmpdir(), "histories-"))
let ran: Execution
let failed: Execution
let whole: GetDurableExecutionHistoryResponse
let bare: GetDurableExecutionHistoryResponse
let pages: GetDurableExecutionHistoryResponse[]
let execution: GetDurableExecutionResponse

beforeAll(async () => {
  const runner = new DurableTestRunner(exactTimes)
  const script = (): void => runner.completeCallback("approve", "yes", { after: { hours: 2 } })
  script()
  failed = await runner.run(handler, { fails: true })
  script()
  ran = await runner.run(handler, {})
  const client = await runner.lambdaClient()
  const about = { DurableExecutionArn: ran.arn }
  const ask = async (more: object): Promise<GetDurableExecutionHistoryResponse> =>
    client.send(new GetDurableExecutionHistoryCommand({ ...about, ...more }))
  whole = await ask({ IncludeExecutionData: true })
  bare = await ask({ IncludeExecutionData: false })
  pages = []
  for (
    let marker: string | undefined = "";
    marker !== undefined;
    marker = pages.at(-1)?.NextMarker
  ) {
    const Marker = marker === "" ? {} : { Marker: marker }
    pages.push(await ask({ IncludeExecutionData: true, MaxItems: 5, ...Marker }))
  }
  execution = await client.send(new GetDurableExecutionCommand(about))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const convert = (value: unknown, toText: (date: Date) => unknown): unknown => {
  if (value instanceof Date) return toText(value)
  if (Array.isArray(value)) return value.map((each) => convert(each, toText))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, convert(member, toText)]),
  )
}

/** What a reader sees of an execution; a history knows neither its function nor its name of it. */
const seen = (one: Execution): unknown => ({
  status: one.status,
  result: one.result,
  error: one.error,
  durationMs: one.durationMs,
  operations: one.operations.map(
    ({ name, type, status, result, attempts, parent, startTimestamp, endTimestamp }) => ({
      name,
      type,
      status,
      result,
      attempts: attempts.map(({ attempt, status: ended }) => ({ attempt, ended })),
      parent: parent?.id,
      startTimestamp,
      endTimestamp,
    }),
  ),
  invocations: one.invocations.map(
    ({ number, status, requestId, startTimestamp, endTimestamp }) => ({
      number,
      status,
      requestId,
      startTimestamp,
      endTimestamp,
    }),
  ),
  timeline: one.timeline().split("\n").slice(1),
})

describe("Execution.fromHistory reads every form that AWS hands out", () => {
  test.for<[string, (toText?: (date: Date) => unknown) => unknown]>([
    ["the answer of the SDK, with Date objects", () => whole],
    ["its Events alone", () => whole.Events],
    ["the JSON of the SDK's answer", () => JSON.stringify(whole)],
    [
      "the JSON of the command line, with offsets",
      () =>
        JSON.stringify(
          convert(whole, (date) => date.toISOString().replace("Z", "+00:00")),
          undefined,
          4,
        ),
    ],
    ["the JSON of Events alone", () => JSON.stringify(whole.Events)],
    [
      "seconds since 1970, as the API sends them",
      () => convert(whole, (date) => date.getTime() / 1_000),
    ],
    ["milliseconds since 1970", () => convert(whole, (date) => date.getTime())],
    ["seconds as texts", () => convert(whole, (date) => String(date.getTime() / 1_000))],
    ["all pages", () => pages],
    ["the JSON of all pages", () => JSON.stringify(pages)],
    ["pages in any order of their own", () => pages.toReversed().map(({ Events }) => ({ Events }))],
    ["events newest first, as ReverseOrder gives them", () => whole.Events?.toReversed()],
    ["what exportHistory made of an execution", () => exportHistory(ran)],
  ])("%s", ([, source]) => {
    const read = Execution.fromHistory(source() as string)
    expect(read).toBeInstanceOf(Execution)
    expect(seen(read)).toEqual(seen(ran))
  })

  test("A file, by its URL or its path", () => {
    const file = join(folder, "history.json")
    writeFileSync(file, JSON.stringify(whole))
    expect(seen(Execution.fromHistory(pathToFileURL(file)))).toEqual(seen(ran))
    expect(seen(Execution.fromHistory(file))).toEqual(seen(ran))
  })

  test("An execution that failed has its error", () => {
    const read = Execution.fromHistory(failed.history)
    expect(seen(read)).toEqual(seen(failed))
    expect(() => read.assertSucceeded()).toThrow("ended FAILED with RangeError: too many")
  })

  test("GetDurableExecution names the execution and its function", () => {
    for (const known of [execution, JSON.stringify(execution)]) {
      const read = Execution.fromHistory(whole, { execution: known })
      expect(read).toMatchObject({ arn: ran.arn, name: ran.name, functionName: "durable-function" })
      expect(read.timeline()).toBe(ran.timeline())
    }
  })

  test("An execution that is still open is RUNNING, and ends where its history does", () => {
    const open = Execution.fromHistory(ran.history.slice(0, 6))
    expect(open).toMatchObject({ status: "RUNNING", result: undefined, endTimestamp: undefined })
    expect(open.invocations.length).toBeLessThan(ran.invocations.length)
  })

  test("It can be replayed and exported as the one that was run here", async () => {
    const read = Execution.fromHistory(whole)
    const { verdict } = await new DurableTestRunner().replay(handler, read)
    expect(verdict).toBe("compatible")
    // Events alone do not tell their execution's ARN.
    const { DurableExecutionArn: arn, ...exported } = JSON.parse(exportHistory(ran)) as object & {
      DurableExecutionArn: string
    }
    expect(arn).toBe(ran.arn)
    expect(JSON.parse(exportHistory(read))).toEqual(exported)
    await expect(read.replay()).rejects.toThrow("runner.replay(handler, execution)")
  })
})

describe("a history without its data says so, and never passes for one without results", () => {
  test("Results are known to be missing, and statuses, times and attempts are there", () => {
    const read = Execution.fromHistory(bare)
    expect(read).toMatchObject({ status: "SUCCEEDED", payload: undefined })
    expect(JSON.stringify(read.result)).toMatchInlineSnapshot(
      `""(the history was read without IncludeExecutionData: true, and has no results)""`,
    )
    expect(read.result).toBe(read.operation("charge").result)
    expect(read.operation("truck").result).toBeUndefined()
    expect(read.operation("charge").attempts).toHaveLength(2)
    expect(read.timeline()).toContain("execution succeeded           (result not in the history)")
    expect(read.timeline()).toContain("(attempt 1, next in 5s) (error not in the history)")
    const error = expectError(() => read.expectResult(), InvalidArgumentError)
    expect(error.message).toMatchInlineSnapshot(
      `"Failed to call expectResult: the history was read without IncludeExecutionData: true, and has no results. Read it again with IncludeExecutionData: true, or pass the answer of GetDurableExecution: Execution.fromHistory(history, { execution })."`,
    )
  })

  test("GetDurableExecution has the result of the execution", () => {
    const read = Execution.fromHistory(bare, { execution })
    expect(read.expectResult()).toEqual({ answer: "yes" })
  })
})

describe("what is no whole history is refused", () => {
  test("Pages that are missing, and other mistakes", () => {
    const [first, second] = pages
    const last = pages.at(-1)
    const wrong: [unknown, unknown?][] = [
      [first],
      [[first, second]],
      [{ Events: whole.Events, NextToken: "abc" }],
      [[first, last]],
      [[...pages, last]],
      [last],
      [{ Events: [] }],
      [[]],
      ["{broken"],
      ["no-such-file.json"],
      [undefined],
      [{ Events: whole.Events?.map((event) => ({ ...event, EventTimestamp: "yesterday" })) }],
      [whole, { execution: { Events: [] } }],
      [whole, { executions: [] }],
    ]
    const messages = wrong.map(([source, options]) =>
      expectError(
        () => Execution.fromHistory(source as string, options as object),
        InvalidArgumentError,
      ).message.replace(/NextMarker is "[^"]{5,}"/, 'NextMarker is "..."'),
    )
    expect(messages).toMatchInlineSnapshot(`
      [
        "Failed to call Execution.fromHistory: the history has more pages: NextMarker is "...". Ask for them with GetDurableExecutionHistory and Marker, and pass the list of all answers: Execution.fromHistory([first, second]).",
        "Failed to call Execution.fromHistory: the history has more pages: NextMarker is "...". Ask for them with GetDurableExecutionHistory and Marker, and pass the list of all answers: Execution.fromHistory([first, second]).",
        "Failed to call Execution.fromHistory: the history has more pages: NextMarker is "abc". Ask for them with GetDurableExecutionHistory and Marker, and pass the list of all answers: Execution.fromHistory([first, second]).",
        "Failed to call Execution.fromHistory: the event 6 is missing. Pass each page once, and all of them.",
        "Failed to call Execution.fromHistory: the event 21 appears twice. Pass each page once, and all of them.",
        "Failed to call Execution.fromHistory: its first event is "InvocationCompleted", not ExecutionStarted. Pass the whole history, from its start. Was it read in reverse order, filtered, or from a later page on?",
        "Failed to call Execution.fromHistory: its first event is undefined, not ExecutionStarted. Pass the whole history, from its start. Was it read in reverse order, filtered, or from a later page on?",
        "Failed to call Execution.fromHistory: its first event is undefined, not ExecutionStarted. Pass the whole history, from its start. Was it read in reverse order, filtered, or from a later page on?",
        "Failed to call Execution.fromHistory: it is not JSON. Pass the answer of GetDurableExecutionHistory, its JSON, an execution of a runner, or the text of exportHistory(execution).",
        "Failed to call Execution.fromHistory: the file "no-such-file.json" cannot be read: ENOENT: no such file or directory, open 'no-such-file.json'. Pass its path from the working directory, or new URL(path, import.meta.url).",
        "Failed to call Execution.fromHistory: it has no list of events. Pass the answer of GetDurableExecutionHistory, its JSON, an execution of a runner, or the text of exportHistory(execution).",
        "Failed to call Execution.fromHistory: EventTimestamp of the event 1 is "yesterday". Dates are Date objects, ISO texts, or seconds or milliseconds since 1970.",
        "Failed to call Execution.fromHistory: execution is {"Events":[]}. Pass the answer of GetDurableExecution: an object with Status, StartTimestamp and so on.",
        "Failed to call Execution.fromHistory: there is no option "executions". The options are execution. Did you mean "execution"?",
      ]
    `)
  })
})
