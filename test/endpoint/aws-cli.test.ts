import { execFile, spawnSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { newRunner, order } from "./order.ts"

/*
 * Each start of the AWS CLI costs about a second of processor time, so these run where AWS_CLI_TESTS is set, as in
 * the nightly workflow. The short part is examples/cli-approver.
 */
const isWanted = process.env["AWS_CLI_TESTS"] !== undefined

/** An older one does not know the command, and says so instead of naming what is missing. */
const hasAws = isWanted && knowsDurableFunctions()

if (isWanted && !hasAws) {
  console.warn("No AWS CLI that knows durable functions: its tests are skipped.")
}

function knowsDurableFunctions(): boolean {
  const { stderr } = spawnSync("aws", ["lambda", "stop-durable-execution"], { encoding: "utf8" })
  return (stderr ?? "").includes("--durable-execution-arn")
}

const runner = newRunner()
const endpoint = await runner.listen()
const folder = temporaryFolder()
const env = {
  ...process.env,
  AWS_ENDPOINT_URL_LAMBDA: endpoint.url,
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "any",
  AWS_SECRET_ACCESS_KEY: "any",
  AWS_DEFAULT_OUTPUT: "json",
  AWS_PAGER: "",
}

afterAll(() => runner.close())

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

function aws(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile("aws", ["lambda", ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err: err.trim() })
    })
  })
}

async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { out, err } = await aws(...args)
  expect(err).toBe("")
  return out === "" ? {} : (JSON.parse(out) as Record<string, unknown>)
}

/** Bytes as both versions of the CLI take them; version 2 reads text as base64. */
function blob(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return `fileb://${path}`
}

/** The name of the error that the AWS CLI shows. */
async function refused(...args: string[]): Promise<string> {
  const { code, err } = await aws(...args)
  expect(code).toBeGreaterThan(0)
  return /An error occurred \((?<name>\w+)\)/u.exec(err)?.groups?.["name"] ?? err
}

describe.skipIf(!hasAws)("the AWS CLI", { timeout: 120_000 }, () => {
  test("reads, answers, stops and invokes, and shows each error by its name", async () => {
    const execution = runner.start(order, { id: "o-1" })
    const { id } = await execution.untilCallback("approve")
    const stopped = runner.start(order, { id: "o-2" })
    const failed = runner.start(order, { id: "o-3" })
    await stopped.untilCallback("approve")
    const { id: failedId } = await failed.untilCallback("approve")
    const arn = ["--durable-execution-arn", execution.arn]

    const [read, history, list] = await Promise.all([
      json("get-durable-execution", ...arn),
      json("get-durable-execution-history", ...arn, "--include-execution-data"),
      json("list-durable-executions-by-function", "--function-name", "order"),
      json("send-durable-execution-callback-heartbeat", "--callback-id", id),
    ])
    expect(read).toMatchObject({ Status: "RUNNING", InputPayload: '{"id":"o-1"}' })
    expect(history["Events"]).toHaveLength(execution.snapshot().history.length)
    expect(list["DurableExecutions"]).toHaveLength(3)

    const succeed = [
      ...["send-durable-execution-callback-success", "--result", blob("result", "cli")],
      "--callback-id",
    ]
    const error = ["--error", "ErrorType=Refused,ErrorMessage=too dear"]
    await Promise.all([
      json(...succeed, id),
      json("send-durable-execution-callback-failure", "--callback-id", failedId, ...error),
      json("stop-durable-execution", "--durable-execution-arn", stopped.arn, ...error),
    ])
    expect((await execution.result()).result).toEqual({ id: "o-1", approval: "cli" })
    expect((await failed.result()).error?.ErrorMessage).toBe("too dear")
    expect(stopped.status).toBe("STOPPED")

    runner.registerFunction("price", (event: { id: string }) => ({ price: event.id }), {
      durable: false,
    })
    const output = join(folder, "output.json")
    const payload = blob("payload", '{"id":"p-1"}')
    const invoked = ["--function-name", "price", "--payload", payload]
    const [unknown, closed, malformed, nobody, route] = await Promise.all([
      refused("get-durable-execution", "--durable-execution-arn", `${execution.arn}x`),
      refused(...succeed, id),
      refused(...succeed, "YQ=="),
      refused("invoke", "--function-name", "nobody", join(folder, "nothing.json")),
      refused("list-functions"),
      json("invoke", ...invoked, output),
    ])
    expect([unknown, closed, malformed, nobody, route]).toEqual([
      "ResourceNotFoundException",
      "CallbackTimeoutException",
      "InvalidParameterValueException",
      "ResourceNotFoundException",
      "UnknownOperationException",
    ])
    expect(JSON.parse(readFileSync(output, "utf8"))).toEqual({ price: "p-1" })
  })
})
