import {
  GetDurableExecutionCommand,
  GetDurableExecutionHistoryCommand,
  ListDurableExecutionsByFunctionCommand,
  SendDurableExecutionCallbackFailureCommand,
  SendDurableExecutionCallbackSuccessCommand,
  StopDurableExecutionCommand,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { order } from "../endpoint/order.ts"
import { control, durable, plain, serving } from "./serving.ts"

const DAY_MS = 86_400_000
const sleeper = withDurableExecution(async (event: { hours: number }, context) => {
  await context.wait("sleep", { hours: event.hours })
  return event.hours
})

/** Its virtual time, without the milliseconds in which the SDK suspends. */
async function secondOf(url: string): Promise<string> {
  const { body } = await control(url, "GET", "/health")
  return (body as { now: string }).now.slice(0, 19)
}

describe("a server with a virtual clock", () => {
  test("runs what is invoked, waits for who is outside, and then jumps", async () => {
    const { client, invoke, waiting, untilEnded, ended, url } = await serving({
      functions: [durable("order", order)],
    })
    const { arn, status } = await invoke({ InvocationType: "Event", payload: { id: "o-1" } })
    expect(status).toBe(202)
    const [CallbackId] = await waiting()
    expect(await secondOf(url)).toBe("2026-01-01T00:00:00")
    await client.send(
      new SendDurableExecutionCallbackSuccessCommand({ CallbackId, Result: Buffer.from("yes") }),
    )
    await untilEnded()
    expect(ended).toEqual([{ arn, status: "SUCCEEDED" }])
    const read = await client.send(
      new GetDurableExecutionCommand({ DurableExecutionArn: arn, IncludeExecutionData: true }),
    )
    expect(read).toMatchObject({ Status: "SUCCEEDED", Result: '{"id":"o-1","approval":"yes"}' })
    const lasted = (read.EndTimestamp?.getTime() ?? 0) - (read.StartTimestamp?.getTime() ?? 0)
    expect(Math.floor(lasted / DAY_MS)).toBe(7)
  })

  test("answers a caller that waits, whatever the virtual time that takes", async () => {
    const { invoke, url } = await serving({ functions: [durable("sleep", sleeper)] })
    const answers = await Promise.all(
      [24, 1, 700].map((hours) => invoke({ FunctionName: "sleep:$LATEST", payload: { hours } })),
    )
    expect(answers.map(({ result }) => result)).toEqual([24, 1, 700])
    expect(await secondOf(url)).toBe("2026-01-30T04:00:00")
  })

  test("lets a caller see a failure, a refusal of the callback and a stop", async () => {
    const { client, invoke, waiting } = await serving({ functions: [durable("order", order)] })
    const refused = invoke({ payload: { id: "o-1" } })
    const [CallbackId] = await waiting()
    const Error = { ErrorType: "Refused", ErrorMessage: "too dear" }
    await client.send(new SendDurableExecutionCallbackFailureCommand({ CallbackId, Error }))
    expect(await refused).toMatchObject({
      error: "Unhandled",
      result: { errorMessage: "too dear" },
    })
    const stopped = invoke({ payload: { id: "o-2" }, DurableExecutionName: "second" })
    await waiting()
    const list = await client.send(
      new ListDurableExecutionsByFunctionCommand({ FunctionName: "order", Statuses: ["RUNNING"] }),
    )
    const DurableExecutionArn = list.DurableExecutions?.[0]?.DurableExecutionArn
    expect(DurableExecutionArn).toContain("/second/")
    await client.send(new StopDurableExecutionCommand({ DurableExecutionArn, Error }))
    expect(await stopped).toMatchObject({ error: "Unhandled", result: { errorType: "Refused" } })
  })

  test("stands still before a callback's time-out, and passes it when it is told to", async () => {
    const { invoke, waiting, url } = await serving({ functions: [durable("order", order)] })
    const late = invoke({ payload: { id: "o-1" } })
    await waiting()
    const passed = await control(url, "POST", "/advance", { duration: "23h 59m" })
    expect(passed).toMatchObject({
      status: 200,
      body: { now: expect.stringContaining("T23:59:00") },
    })
    expect(await waiting()).toHaveLength(1)
    await control(url, "POST", "/advance", { duration: { minutes: 1 } })
    expect(await late).toMatchObject({
      error: "Unhandled",
      result: { errorType: "CallbackTimeoutError" },
    })
  })

  test("lets others go on as far as nothing is taken from who waits", async () => {
    const { invoke, waiting, client, url } = await serving({
      functions: [durable("order", order), durable("sleep", sleeper)],
    })
    await invoke({ InvocationType: "Event", payload: { id: "o-1" } })
    const [CallbackId] = await waiting()
    const short = await invoke({ FunctionName: "sleep:$LATEST", payload: { hours: 20 } })
    expect(short.result).toBe(20)
    let isOver = false
    const long = invoke({ FunctionName: "sleep:$LATEST", payload: { hours: 30 } }).then(
      (answer) => {
        isOver = true
        return answer
      },
    )
    // The next thing due is the time-out of the callback, four hours from now.
    await waiting()
    expect(await secondOf(url)).toBe("2026-01-01T20:00:00")
    expect(isOver).toBe(false)
    await client.send(new SendDurableExecutionCallbackSuccessCommand({ CallbackId }))
    expect((await long).result).toBe(30)
  })

  test("finds an execution again by its name, and refuses another one of that name", async () => {
    const { invoke, ended } = await serving({ functions: [durable("sleep", sleeper)] })
    const named = { FunctionName: "sleep:$LATEST", DurableExecutionName: "nightly" }
    const first = await invoke({ ...named, payload: { hours: 9 } })
    const again = await invoke({ ...named, payload: { hours: 9 } })
    expect(again).toEqual(first)
    expect(ended).toHaveLength(1)
    await expect(invoke({ ...named, payload: { hours: 10 } })).rejects.toMatchObject({
      name: "DurableExecutionAlreadyStartedException",
    })
  })

  test("has plain functions, functions that invoke others, and refuses as AWS does", async () => {
    const buyer = withDurableExecution(async (event: { sku: string }, context) =>
      context.invoke("price", "price", event),
    )
    const { invoke, client, requests } = await serving({
      functions: [
        durable("buy", buyer),
        plain("price", (event: { sku: string }) => ({ [event.sku]: 42 })),
      ],
    })
    expect((await invoke({ FunctionName: "price", payload: { sku: "a" } })).result).toEqual({
      a: 42,
    })
    const bought = await invoke({ FunctionName: "buy:$LATEST", payload: { sku: "b" } })
    expect(bought.result).toEqual({ b: 42 })
    const history = await client.send(
      new GetDurableExecutionHistoryCommand({ DurableExecutionArn: bought.arn }),
    )
    expect(history.Events?.map(({ EventType }) => EventType)).toContain("ChainedInvokeSucceeded")
    const dry = await invoke({ FunctionName: "buy:$LATEST", InvocationType: "DryRun" })
    expect(dry.status).toBe(204)
    await expect(invoke({ FunctionName: "buy" })).rejects.toMatchObject({
      name: "InvalidParameterValueException",
    })
    await expect(invoke({ FunctionName: "nobody" })).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    })
    expect(
      requests
        .slice(-2)
        .map(({ command, about, status, error }) => [command, about, status, error]),
    ).toEqual([
      ["Invoke", "buy", 400, "InvalidParameterValueException"],
      ["Invoke", "nobody", 404, "ResourceNotFoundException"],
    ])
  })
})

describe("/advance refuses", () => {
  test.each([
    ["no duration", {}, "duration is undefined"],
    ["a text that is none", { duration: "soon" }, 'duration is "soon"'],
    ["a number without a unit", { duration: 5 }, "duration is 5"],
    ["what goes back", { duration: { hours: -1 } }, "-1"],
    ["a list", [], "Expected an object"],
    ["what is not JSON", "{", "not valid JSON"],
  ])("%s", async (_what, body, expected) => {
    const { url } = await serving({})
    const refused = await control(url, "POST", "/advance", body)
    expect(refused.status).toBe(400)
    expect(refused.error).toMatch(/^(?:InvalidParameterValue|Serialization)Exception$/u)
    expect(JSON.stringify(refused.body)).toContain(JSON.stringify(expected).slice(1, -1))
  })
})
