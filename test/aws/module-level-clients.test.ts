import {
  InvokeCommand,
  Lambda,
  LambdaClient,
  type LambdaServiceException,
  ListFunctionsCommand,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackSuccessCommand,
} from "@aws-sdk/client-lambda"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { request } from "node:https"
import { DurableTestRunner } from "durable-test-runner"
import { UnsupportedCommandError } from "durable-test-runner/aws"
import { explore } from "durable-test-runner/explore"
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest"
import { expectRejection } from "../runner/expect-error.ts"
import { withoutCredentials } from "../support/no-credentials.ts"

// As production code makes them: at the top of the module, for whatever region and credentials there are.
const client = new LambdaClient({})
const aggregated = new Lambda()

beforeAll(withoutCredentials)
afterAll(() => void vi.unstubAllEnvs())

const noRetry = { retryStrategy: () => ({ shouldRetry: false }) }

/** The submitter answers by itself, as a system does that is quick. */
const approval = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  return await context.waitForCallback("approve", async (CallbackId) => {
    await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: "yes" }))
  })
})

describe("a client of the handler's own module reaches the simulated service in a run (F14)", () => {
  test("from the submitter of a callback", async () => {
    const execution = await new DurableTestRunner().run(approval)
    expect(execution).toMatchObject({ status: "SUCCEEDED", result: "yes" })
  })

  test("from the code of an external system, in virtual time", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context
        .waitForCallback("pay", async () => {}, { timeout: { hours: 1 } })
        .catch((error: unknown) => (error as Error).message),
    )
    const runner = new DurableTestRunner().onCallback("pay", async (callback) => {
      await callback.sleep({ minutes: 20 })
      const { id: CallbackId } = callback
      const Error = { ErrorType: "Refused", ErrorMessage: "no funds" }
      await aggregated.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error }))
    })
    const { result, durationMs } = await runner.run(handler)
    expect(result).toBe("no funds")
    expect(durationMs).toBeGreaterThan(1_200_000)
    expect(durationMs).toBeLessThan(1_260_000)
  })

  test("from a step that invokes another function, which takes its time", async () => {
    const runner = new DurableTestRunner().registerFunction(
      "price",
      async ({ sku }: { sku: string }) => {
        await new Promise((resolve) => setTimeout(resolve, 5_000))
        return `${sku}: 42`
      },
      { durable: false },
    )
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step("price", async () => {
        const { Payload } = await aggregated.invoke({
          FunctionName: "price",
          Payload: JSON.stringify({ sku: "é" }),
        })
        return JSON.parse(Payload?.transformToString() ?? "") as unknown
      }),
    )
    const { result, durationMs } = await runner.run(handler)
    expect(result).toBe("é: 42")
    expect(durationMs).toBeGreaterThanOrEqual(5_000)
  })

  test("and gets the service's errors as it would get them from AWS", async () => {
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step("send", async () => {
        const ask = (send: () => Promise<unknown>) =>
          send().then(String, (error: unknown) => {
            const { name, $metadata } = error as LambdaServiceException
            return [name, $metadata.httpStatusCode]
          })
        return [
          await ask(() => client.send(new InvokeCommand({ FunctionName: "missing" }))),
          await ask(() =>
            client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId: "none" })),
          ),
        ]
      }),
    )
    expect((await new DurableTestRunner().run(handler)).result).toEqual([
      ["ResourceNotFoundException", 404],
      ["InvalidParameterValueException", 400],
    ])
  })

  test("many at once, more than its agent has connections", async () => {
    const calls: unknown[] = []
    const runner = new DurableTestRunner().registerFunction(
      "count",
      async (event: unknown) => void calls.push(event),
      { durable: false },
    )
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step("all", async () => {
        const invoke = (index: number) =>
          client.send(new InvokeCommand({ FunctionName: "count", Payload: String(index) }))
        await Promise.all(Array.from({ length: 120 }, (_, index) => invoke(index)))
      }),
    )
    expect((await runner.run(handler)).status).toBe("SUCCEEDED")
    expect(new Set(calls).size).toBe(120)
  })

  test("each run its own, while two are under way", async () => {
    const runs = ["red", "blue"].map(async (colour) => {
      const runner = new DurableTestRunner({ seed: colour })
      runner.mockFunction("colour", () => colour)
      const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
        context.step("ask", async () => {
          const { Payload } = await client.send(new InvokeCommand({ FunctionName: "colour" }))
          return Payload?.transformToString()
        }),
      )
      return (await runner.run(handler)).result
    })
    expect(await Promise.all(runs)).toEqual(['"red"', '"blue"'])
  })

  test("of any region, with credentials of its own, and a payload of a megabyte", async () => {
    const regional = new LambdaClient({
      region: "eu-west-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    })
    const runner = new DurableTestRunner()
    runner.mockFunction("size", (input) => String(input).length)
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step("ask", async () => {
        const Payload = JSON.stringify("x".repeat(1_000_000))
        const answer = await regional.send(new InvokeCommand({ FunctionName: "size", Payload }))
        return answer.Payload?.transformToString()
      }),
    )
    expect((await runner.run(handler)).result).toBe("1000000")
  })

  test("by fetch and by node:https as well", async () => {
    const HOST = "lambda.eu-west-1.amazonaws.com"
    const path = "/2015-03-31/functions/price/invocations"
    const byFetch = async () =>
      (
        await fetch(`https://${HOST}${path}?Qualifier=$LATEST`, { method: "POST", body: "2" })
      ).json()
    const byHttps = () =>
      new Promise((resolve, reject) => {
        const sent = request({ host: HOST, path, method: "POST" }, (response) => {
          response.setEncoding("utf8").on("data", resolve)
        })
        sent.on("error", reject).end("3")
      })
    const runner = new DurableTestRunner()
    runner.mockFunction("price", (input) => Number(input) * 10)
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.step("ask", async () => [await byFetch(), await byHttps()]),
    )
    expect((await runner.run(handler)).result).toEqual([20, "30"])
  })

  test("in an exploration", async () => {
    const verdict = await explore(approval, { maxSchedules: 10, progress: false })
    expect(verdict.failure).toBeUndefined()
    expect(verdict.message).toContain('outcome      SUCCEEDED "yes"')
  })

  test("in a replay check", async () => {
    const { divergence, execution } = await new DurableTestRunner().checkReplay(approval)
    expect(divergence).toBeUndefined()
    expect(execution.result).toBe("yes")
  })
})

test("a command that the simulated service does not have ends the run and is named", async () => {
  const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.step(
      "list",
      async () => {
        await client.send(new ListFunctionsCommand({})).catch(() => {})
      },
      noRetry,
    ),
  )
  const run = new DurableTestRunner().run(handler)
  const error = await expectRejection(run, UnsupportedCommandError)
  expect(error.message).toContain("Failed to send GET /2015-03-31/functions:")
  expect(error.message).toContain("Mock the calls of others.")
})

test("a mock of the client's send stands in the way of every request", async () => {
  const mocked = new LambdaClient({})
  mocked.send = (async () => ({ StatusCode: 202 })) as typeof mocked.send
  const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
    context.step("ask", () => mocked.send(new InvokeCommand({ FunctionName: "missing" }))),
  )
  expect((await new DurableTestRunner().run(handler)).result).toEqual({ StatusCode: 202 })
})
