import {
  InvalidParameterValueException,
  type LambdaClient,
  ListDurableExecutionsByFunctionCommand,
  type ListDurableExecutionsByFunctionCommandInput,
  paginateListDurableExecutionsByFunction,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { beforeAll, describe, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "../runner/expect-error.ts"
import { invoke } from "./invoke.ts"

const jobs = withDurableExecution(async (event: { outcome: string }, context) => {
  await context.wait({ hours: 1 })
  if (event.outcome === "fail") throw new Error("failed")
  if (event.outcome === "block") await context.createCallback("never").then(([answer]) => answer)
})

type Options = Partial<ListDurableExecutionsByFunctionCommandInput>

/** Executions an hour apart: a and c succeed, b fails, d is blocked; c is of version 7. */
async function clientWithJobs(): Promise<LambdaClient> {
  const runner = new DurableTestRunner(exactTimes)
  runner.registerFunction("jobs", jobs, { version: "7", aliases: ["live"] })
  runner.registerFunction("other", jobs)
  const client = await runner.lambdaClient()
  const start = (DurableExecutionName: string, qualifier: string, outcome: string) =>
    invoke(
      client,
      { FunctionName: `jobs:${qualifier}`, DurableExecutionName, InvocationType: "Event" },
      { outcome },
    )
  await start("a", "$LATEST", "succeed")
  await start("b", "$LATEST", "fail")
  await start("c", "live", "succeed")
  await start("d", "$LATEST", "block")
  return client
}

let client: LambdaClient

beforeAll(async () => {
  client = await clientWithJobs()
})

async function names(options: Options = {}): Promise<(string | undefined)[]> {
  const command = new ListDurableExecutionsByFunctionCommand({ FunctionName: "jobs", ...options })
  const { DurableExecutions = [] } = await client.send(command)
  return DurableExecutions.map(({ DurableExecutionName }) => DurableExecutionName)
}

test("ListDurableExecutionsByFunction answers a summary of each execution, newest first", async () => {
  const command = new ListDurableExecutionsByFunctionCommand({ FunctionName: "jobs" })
  const { $metadata, ...answer } = await client.send(command)
  expect($metadata.httpStatusCode).toBe(200)
  expect(answer.DurableExecutions?.slice(0, 2)).toEqual([
    {
      DurableExecutionArn: expect.stringContaining("function:jobs:$LATEST/durable-execution/d/"),
      DurableExecutionName: "d",
      FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:jobs:$LATEST",
      Status: "RUNNING",
      StartTimestamp: new Date("2026-01-01T03:00:00Z"),
    },
    {
      DurableExecutionArn: expect.stringContaining("function:jobs:7/durable-execution/c/"),
      DurableExecutionName: "c",
      FunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:jobs:7",
      Status: "SUCCEEDED",
      StartTimestamp: new Date("2026-01-01T02:00:00Z"),
      EndTimestamp: new Date("2026-01-01T03:00:00Z"),
    },
  ])
  expect(await names()).toEqual(["d", "c", "b", "a"])
  expect(await names({ ReverseOrder: true })).toEqual(["a", "b", "c", "d"])
})

describe("filters", () => {
  const at = (text: string): Date => new Date(`2026-01-01T${text}Z`)

  const cases: [string, Options, string[]][] = [
    ["one status", { Statuses: ["FAILED"] }, ["b"]],
    ["several statuses", { Statuses: ["RUNNING", "SUCCEEDED"] }, ["d", "c", "a"]],
    ["no status", { Statuses: [] }, ["d", "c", "b", "a"]],
    ["the name", { DurableExecutionName: "c" }, ["c"]],
    ["a name that looks like a boolean", { DurableExecutionName: "true" }, []],
    ["a version", { Qualifier: "7" }, ["c"]],
    ["an alias, which stands for its version", { Qualifier: "live" }, ["c"]],
    ["$LATEST", { Qualifier: "$LATEST" }, ["d", "b", "a"]],
    ["a qualifier in the name", { FunctionName: "jobs:7" }, ["c"]],
    ["a start after", { StartedAfter: at("01:00:00") }, ["d", "c"]],
    ["a start a little earlier", { StartedAfter: at("00:59:59") }, ["d", "c", "b"]],
    ["a start before", { StartedBefore: at("01:00:00") }, ["a"]],
    [
      "a start between",
      { StartedAfter: at("00:30:00"), StartedBefore: at("02:30:00") },
      ["c", "b"],
    ],
    [
      "all of them together",
      { Statuses: ["SUCCEEDED"], StartedAfter: at("01:00:00"), Qualifier: "live" },
      ["c"],
    ],
    [
      "the full ARN",
      { FunctionName: "arn:aws:lambda:us-east-1:123456789012:function:jobs" },
      ["d", "c", "b", "a"],
    ],
    ["another function", { FunctionName: "other" }, []],
  ]

  test.each(cases)("%s", async (_title, options, expected) => {
    expect(await names(options)).toEqual(expected)
  })
})

test.each([false, true])(
  "pages lead through all of them, ReverseOrder %s",
  async (ReverseOrder) => {
    const request = { FunctionName: "jobs", MaxItems: 3, ReverseOrder }
    const pages: (string | undefined)[][] = []
    for await (const page of paginateListDurableExecutionsByFunction({ client }, request)) {
      pages.push((page.DurableExecutions ?? []).map((job) => job.DurableExecutionName))
    }
    expect(pages).toEqual(ReverseOrder ? [["a", "b", "c"], ["d"]] : [["d", "c", "b"], ["a"]])
  },
)

test("a function that does not exist is a ResourceNotFoundException, 404", async () => {
  const error = await expectRejection(names({ FunctionName: "none" }), ResourceNotFoundException)
  expect(error).toMatchObject({
    message: "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none:$LATEST",
    Type: "User",
    $metadata: { httpStatusCode: 404 },
  })
})

test("a foreign marker is an InvalidParameterValueException, 400", async () => {
  const error = await expectRejection(names({ Marker: "x" }), InvalidParameterValueException)
  expect(error).toMatchObject({ message: "Invalid Marker", $metadata: { httpStatusCode: 400 } })
})

test("a status that does not exist and a page of 1,001 are ValidationExceptions", async () => {
  const refused = names({ Statuses: ["PAUSED" as never], MaxItems: 1_001 })
  await expect(refused).rejects.toMatchObject({
    name: "ValidationException",
    $metadata: { httpStatusCode: 400 },
    message:
      "2 validation errors detected: Value 'PAUSED' at 'statuses.member' failed to satisfy constraint: " +
      "Member must satisfy enum value set: [RUNNING, SUCCEEDED, FAILED, TIMED_OUT, STOPPED]; " +
      "Value '1001' at 'maxItems' failed to satisfy constraint: " +
      "Member must have value less than or equal to 1000",
  })
})
