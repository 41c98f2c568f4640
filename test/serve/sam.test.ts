import { spawn } from "node:child_process"
import { createServer, type Server as HttpServer } from "node:http"
import type { AddressInfo } from "node:net"
import { createInterface } from "node:readline"
import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { describe, expect, onTestFinished, test } from "vitest"
import { NODE } from "../remote/processes.ts"
import { control, plain, type Serving, serving } from "./serving.ts"

/** A container with a function of test/remote/node, whose client talks to a server. */
async function container(handler: string, url: string): Promise<string> {
  const variables = {
    AWS_ENDPOINT_URL_LAMBDA: url.replace("127.0.0.1", "localhost"),
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "any",
    AWS_SECRET_ACCESS_KEY: "any",
    AWS_LAMBDA_FUNCTION_NAME: "function",
  }
  const child = spawn(process.execPath, ["--no-warnings", "container.mjs", handler], {
    cwd: NODE,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "inherit"],
  })
  onTestFinished(() => void child.kill("SIGKILL"))
  for await (const line of createInterface({ input: child.stdout })) {
    const [, port] = /^listens (\d+)$/u.exec(line) ?? []
    if (port !== undefined) return `http://localhost:${port}`
  }
  throw new Error("The container has ended without a word.")
}

/** What answers invocations in this process: each with the next of these. */
async function answering(
  ...answers: readonly { status?: number; headers?: Record<string, string>; body: string }[]
): Promise<{ readonly url: string; readonly bodies: string[] }> {
  const bodies: string[] = []
  const left = [...answers]
  const server: HttpServer = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8")
    request.on("data", (chunk: string) => (body += chunk))
    request.on("end", () => {
      bodies.push(body)
      const { status = 200, headers = {}, body: text } = left.shift() ?? { body: "null" }
      response.writeHead(status, headers).end(text)
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies }
}

/** As SAM's DurableFunctionsEmulatorContainer sends it. */
function started(LambdaEndpoint: string | null, more: object = {}): object {
  return {
    AccountId: "123456789012",
    FunctionName: "function",
    FunctionQualifier: "$LATEST",
    ExecutionName: null,
    ExecutionTimeoutSeconds: 31_622_400,
    ExecutionRetentionPeriodDays: 7,
    Input: '{"orderId":"o-1"}',
    LambdaEndpoint,
    ...more,
  }
}

async function start(
  { url }: Serving,
  LambdaEndpoint: string | null,
  more: object = {},
): Promise<string> {
  const { status, body } = await control(
    url,
    "POST",
    "/start-durable-execution",
    started(LambdaEndpoint, more),
  )
  expect(status, JSON.stringify(body)).toBe(201)
  return (body as { ExecutionArn: string }).ExecutionArn
}

describe("what SAM does with an external emulator", () => {
  test("a function in a container waits in virtual time, and its callback is answered", async () => {
    const emulator = await serving({ functions: [plain("price", () => ({ amount: 42 }))] })
    expect(await control(emulator.url, "GET", "/health")).toMatchObject({
      status: 200,
      body: { status: "healthy" },
    })
    const endpoint = await container("order.handler", emulator.url)
    const DurableExecutionArn = await start(emulator, endpoint, { ExecutionName: "o-1" })
    expect(DurableExecutionArn).toContain(":function:function:$LATEST/durable-execution/o-1/")
    await emulator.waiting()
    const read = new GetDurableExecutionCommand({ DurableExecutionArn, IncludeExecutionData: true })
    expect(await emulator.client.send(read)).toMatchObject({ Status: "RUNNING" })
    const { Events = [] } = await emulator.client.send(
      new GetDurableExecutionHistoryCommand({ DurableExecutionArn, IncludeExecutionData: true }),
    )
    const { CallbackId } =
      Events.find(({ EventType }) => EventType === "CallbackStarted")?.CallbackStartedDetails ?? {}
    await emulator.client.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from("yes") }),
    )
    await emulator.untilEnded()
    const ended = await emulator.client.send(read)
    expect(ended).toMatchObject({
      Status: "SUCCEEDED",
      Result: '{"approval":"yes","charged":42,"held":"o-1"}',
    })
    const lasted = (ended.EndTimestamp?.getTime() ?? 0) - (ended.StartTimestamp?.getTime() ?? 0)
    expect(Math.floor(lasted / 86_400_000)).toBe(7)
  })

  test("executions have endpoints of their own, and others that of PUT /lambda-endpoint", async () => {
    const emulator = await serving({})
    const first = await answering({ body: '{"Status":"SUCCEEDED","Result":"1"}' })
    const second = await answering({ body: '{"Status":"SUCCEEDED","Result":"2"}' })
    const changed = { EndpointUrl: second.url, RegionName: "us-east-1" }
    expect(await control(emulator.url, "PUT", "/lambda-endpoint", changed)).toMatchObject({
      status: 200,
      body: { message: "Lambda endpoint updated successfully" },
    })
    const arns = [await start(emulator, first.url), await start(emulator, null)]
    await emulator.untilEnded(2)
    expect([first.bodies.length, second.bodies.length]).toEqual([1, 1])
    expect(JSON.parse(first.bodies[0] ?? "")).toMatchObject({
      DurableExecutionArn: arns[0],
      InitialExecutionState: {
        Operations: [
          {
            Type: "EXECUTION",
            StartTimestamp: Date.UTC(2026, 0, 1),
            ExecutionDetails: { InputPayload: '{"orderId":"o-1"}' },
          },
        ],
      },
    })
  })

  test("a text as the event is JSON text, and no event is none", async () => {
    const emulator = await serving({})
    const { url } = await answering({ body: '{"Status":"SUCCEEDED","Result":"1"}' })
    const arns = [
      await start(emulator, url, { Input: "hello" }),
      await start(emulator, url, { Input: null, ExecutionTimeoutSeconds: null }),
    ]
    const inputs = arns.map(async (DurableExecutionArn) => {
      const read = new GetDurableExecutionCommand({
        DurableExecutionArn,
        IncludeExecutionData: true,
      })
      return (await emulator.client.send(read)).InputPayload
    })
    expect(await Promise.all(inputs)).toEqual(['"hello"', undefined])
  })

  test("an execution of the same name and input is the same", async () => {
    const emulator = await serving({})
    const { url } = await answering({ body: '{"Status":"SUCCEEDED","Result":"1"}' })
    const named = { ExecutionName: "once" }
    expect(await start(emulator, url, named)).toBe(await start(emulator, url, named))
    const other = started(url, { ...named, Input: "{}" })
    expect(await control(emulator.url, "POST", "/start-durable-execution", other)).toMatchObject({
      status: 409,
      error: "DurableExecutionAlreadyStartedException",
    })
  })

  test("a function that fails is invoked again, with or without the header", async () => {
    const emulator = await serving({})
    const error = JSON.stringify({ errorType: "TypeError", errorMessage: "no", stackTrace: ["a"] })
    const { url, bodies } = await answering(
      { body: error, headers: { "x-amz-function-error": "Unhandled" } },
      { body: error },
      { body: '{"Status":"SUCCEEDED","Result":"1"}' },
    )
    await start(emulator, url)
    await emulator.untilEnded()
    expect(emulator.ended).toMatchObject([{ status: "SUCCEEDED" }])
    expect(bodies).toHaveLength(3)
    const errors = emulator.events.flatMap(
      ({ InvocationCompletedDetails }) => InvocationCompletedDetails?.Error?.Payload ?? [],
    )
    expect(errors.map(({ ErrorType, ErrorMessage }) => `${ErrorType}: ${ErrorMessage}`)).toEqual([
      "TypeError: no",
      "TypeError: no",
    ])
  })
})

describe("an endpoint that does not do its part stops the execution", () => {
  test.each([
    ["nobody listens", undefined, /ECONNREFUSED/u],
    ["it answers with another status", { status: 502, body: "bad" }, /answered with status 502/u],
    ["it answers no JSON", { body: "<html>" }, /answered with invalid JSON: /u],
  ])("because %s", async (_what, answer, expected) => {
    const emulator = await serving({})
    const { url } = await answering(...(answer === undefined ? [] : [answer]))
    const target = answer === undefined ? "http://127.0.0.1:9" : url
    const arn = await start(emulator, target)
    await emulator.untilEnded()
    expect(emulator.ended).toEqual([{ arn, status: "STOPPED" }])
    const [{ error, arns } = { error: undefined, arns: [] }] = emulator.failures
    expect(arns).toEqual([arn])
    expect(error?.name).toBe("FunctionEndpointError")
    expect(error?.message).toMatch(expected)
    expect(error?.message).toContain('Failed to invoke "function" at http://127.0.0.1:')
  })
})

describe("/start-durable-execution refuses", () => {
  const local = "http://127.0.0.1:9"
  test.each([
    ["no function", { FunctionName: null }, "FunctionName has to be"],
    ["a name that Lambda refuses", { FunctionName: "../order" }, "FunctionName has to be"],
    ["a name of another type", { FunctionName: 5 }, "FunctionName has to be a string"],
    ["no endpoint", { LambdaEndpoint: null }, "names no LambdaEndpoint"],
    [
      "a misspelt name without an endpoint",
      { FunctionName: "prce", LambdaEndpoint: null },
      String.raw`names no LambdaEndpoint. Did you mean \"price\"?`,
    ],
    ["an endpoint that is none", { LambdaEndpoint: "order" }, "a URL with http:"],
    ["a file", { LambdaEndpoint: "file:///etc/passwd" }, "a URL with http:"],
    [
      "another machine",
      { LambdaEndpoint: "http://evil.example" },
      "on another machine, evil.example",
    ],
    ["the metadata of a cloud", { LambdaEndpoint: "http://169.254.169.254" }, "on another machine"],
    ["a qualifier that is not there", { FunctionQualifier: "7" }, "Function not found"],
    ["a time-out of another type", { ExecutionTimeoutSeconds: "1" }, "has to be a number"],
    ["a time-out that is none", { ExecutionTimeoutSeconds: -1 }, "executionTimeout"],
    ["a name with a slash", { ExecutionName: "a/b" }, "durableExecutionName"],
    ["a plain function of its own", { FunctionName: "price" }, "is not"],
  ])("%s", async (_what, more, expected) => {
    const { url, ended } = await serving({ functions: [plain("price", () => 1)] })
    const body = started(local, more)
    const {
      status,
      error,
      body: text,
    } = await control(url, "POST", "/start-durable-execution", body)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(error).toMatch(/Exception$/u)
    expect(JSON.stringify(text)).toContain(expected)
    expect(ended).toEqual([])
  })

  test("an endpoint of PUT /lambda-endpoint on another machine, unless that is allowed", async () => {
    const changed = { EndpointUrl: "http://10.0.0.1:3001" }
    const { url } = await serving({})
    expect(await control(url, "PUT", "/lambda-endpoint", changed)).toMatchObject({ status: 400 })
    expect(await control(url, "PUT", "/lambda-endpoint", {})).toMatchObject({
      status: 400,
      body: { message: "EndpointUrl is required" },
    })
    const open = await serving({ allowRemote: true })
    expect(await control(open.url, "PUT", "/lambda-endpoint", changed)).toMatchObject({
      status: 200,
    })
    const docker = { EndpointUrl: "http://host.docker.internal:3001" }
    expect(await control(url, "PUT", "/lambda-endpoint", docker)).toMatchObject({ status: 200 })
  })
})
