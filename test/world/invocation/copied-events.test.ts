import { type DurableExecutionClient, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { connect } from "node:net"
import { request } from "node:https"
import { connect as connectSecurely } from "node:tls"
import { DurableTestRunner } from "durable-test-runner"
import { UnsupportedCommandError } from "durable-test-runner/aws"
import { EventCopiedError, RealLambdaError } from "durable-test-runner/errors"
import { explore } from "durable-test-runner/explore"
import { describe, expect, test } from "vitest"
import { nameOf } from "../../runner/error-text.ts"
import { expectRejection } from "../../runner/expect-error.ts"

type Handler = (event: never, context: never) => Promise<unknown>
type Wrap = (inner: Handler) => Handler

let invocations = 0

const inner: Handler = withDurableExecution(async (_event: unknown, context) => {
  invocations++
  await context.wait({ seconds: 1 })
  return context.step("charge", async () => 1)
})

const parsed = (text: string): never => JSON.parse(text) as never

const copying: Record<string, Wrap> = {
  "a spread": (handler) => (event: object, context) => handler({ ...event } as never, context),
  structuredClone: (handler) => (event, context) => handler(structuredClone(event), context),
  JSON: (handler) => (event, context) => handler(parsed(JSON.stringify(event)), context),
  "its entries": (handler) => (event: object, context) =>
    handler(Object.fromEntries(Object.entries(event)) as never, context),
  "a copy with the prototype": (handler) => (event: object, context) =>
    handler(
      Object.assign(Object.create(Object.getPrototypeOf(event) as object), event) as never,
      context,
    ),
  "members that are taken one by one":
    (handler) =>
    async (
      { DurableExecutionArn, CheckpointToken, InitialExecutionState }: Record<string, unknown>,
      context: never,
    ) =>
      handler({ DurableExecutionArn, CheckpointToken, InitialExecutionState } as never, context),
  "a copy that comes late": (handler) => async (event: object, context) => {
    const copy = { ...event }
    await new Promise((resolve) => setTimeout(resolve, 10))
    return handler(copy as never, context)
  },
}

describe("a wrapper that copies the event is recognised at the first invocation (G11)", () => {
  test.each(Object.entries(copying))("%s", async (_what, wrap) => {
    invocations = 0
    const error = await expectRejection(new DurableTestRunner().run(wrap(inner)), EventCopiedError)
    expect(error.code).toBe("EVENT_COPIED")
    expect(invocations).toBe(0)
    expect((await new DurableTestRunner().run(inner)).result).toBe(1)
  })

  test("the text names the function and says what to do", async () => {
    const wrap = copying["a spread"] as Wrap
    const run = new DurableTestRunner().run(wrap(inner))
    expect((await expectRejection(run, EventCopiedError)).message).toMatchInlineSnapshot(
      `"Failed to run "durable-function": the handler got a copy of the invocation's event, so it would call AWS instead of the simulated service. Something between the runner and withDurableExecution copies the event, such as a wrapper that calls inner({ ...event }, context), structuredClone or JSON. Hand the event on as it is: inner(event, context). A wrapper may change its members in place."`,
    )
  })

  test("of a function that is invoked, in an exploration and in a replay check too", async () => {
    const wrapped = (copying["structuredClone"] as Wrap)(inner)
    const runner = new DurableTestRunner().registerFunction("child", wrapped)
    const parent = withDurableExecution((_event: unknown, context) =>
      context.invoke("child:$LATEST", {}),
    )
    await expectRejection(runner.run(parent), EventCopiedError)
    await expectRejection(new DurableTestRunner().checkReplay(wrapped), EventCopiedError)
    const verdict = await explore(wrapped, { maxSchedules: 3, progress: false })
    expect(verdict.message).toContain("the handler got a copy of the invocation's event")
  })

  const harmless: Record<string, Wrap> = {
    "the event itself": (handler) => (event, context) => handler(event, context),
    "a proxy": (handler) => (event: object, context) =>
      handler(new Proxy(event, {}) as never, context),
    "an object that inherits from it": (handler) => (event: object, context) =>
      handler(Object.create(event) as never, context),
    "a log line of it": (handler) => (event, context) => {
      JSON.stringify(event)
      structuredClone(event)
      return handler(event, context)
    },
    "a member that is changed in place": (handler) => (event: Record<string, unknown>, context) => {
      event["trace"] = "1"
      return handler(event as never, context)
    },
  }

  test.each(Object.entries(harmless))("%s is none", async (_what, wrap) => {
    expect((await new DurableTestRunner().run(wrap(inner))).result).toBe(1)
  })

  test("the event has the members of Lambda's own event, and the client is none of them", async () => {
    let keys: string[] = []
    await new DurableTestRunner().run((event: object, context: never) => {
      keys = Object.keys(event)
      return inner(event as never, context)
    })
    expect(keys).toEqual([
      "DurableExecutionArn",
      "CheckpointToken",
      "InitialExecutionState",
      "UpdatedOperationIds",
    ])
  })
})

const HOST = "lambda.eu-west-1.amazonaws.com"

const connecting: Record<string, () => unknown> = {
  "node:net": () => connect(443, HOST),
  "node:tls": () => connectSecurely({ port: 443, host: HOST }),
  "an agent that connects by itself": () =>
    new Promise((resolve, reject) => {
      const createConnection = () => connectSecurely({ port: 443, host: HOST })
      request({ host: HOST, path: "/", createConnection }, resolve).on("error", reject).end()
    }),
  "an endpoint of a VPC": () =>
    connect({ port: 443, host: "vpce-1a2b.lambda.eu-west-1.vpce.amazonaws.com" }),
  "a FIPS endpoint": () => connect({ port: 443, host: "lambda-fips.us-east-1.amazonaws.com" }),
}

describe("a run never reaches Lambda itself (G11)", () => {
  test.each(Object.entries(connecting))("by a connection of %s", async (_what, reach) => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step("reach", async () => void (await reach())),
    )
    const error = await expectRejection(new DurableTestRunner().run(handler), RealLambdaError)
    expect(error.code).toBe("REAL_LAMBDA")
    expect(error.message).toContain(
      `connects to AWS Lambda itself, at ${error.host}, and a run must not`,
    )
    expect(error.message).toContain("await runner.lambdaClient()")
  })

  test("by a connection of a responder", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.waitForCallback("approve", async () => {}),
    )
    const runner = new DurableTestRunner().onCallback("approve", async () => {
      connect(443, HOST)
    })
    await expectRejection(runner.run(handler), RealLambdaError)
  })

  const asking: Record<string, () => unknown> = {
    fetch: () => fetch(`https://${HOST}/a`),
    "fetch with a Request": () => fetch(new Request(`https://${HOST}/a`)),
    "node:https": () =>
      new Promise((resolve, reject) => {
        request({ host: HOST, path: "/a" }, resolve).on("error", reject).end()
      }),
  }

  test.each(Object.entries(asking))("by %s, and asks for a command", async (_what, ask) => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step("reach", async () => void (await ask())),
    )
    const run = new DurableTestRunner().run(handler)
    const { message } = await expectRejection(run, UnsupportedCommandError)
    expect(message).toContain("Failed to send GET /a: the simulated service has no such command.")
  })

  test("other hosts stay reachable, and Lambda does outside of runs", async () => {
    const handler = withDurableExecution((_event: unknown, context) =>
      context.step("reach", () => fetch("http://127.0.0.1:1/lambda").catch(nameOf), {
        retryStrategy: () => ({ shouldRetry: false }),
      }),
    )
    expect((await new DurableTestRunner().run(handler)).result).toBe("TypeError")
    const socket = connect({ port: 443, host: "127.0.0.1", lookup: () => {} })
    socket.on("error", () => {}).destroy()
  })
})

test("a transport of the handler's own is not used in runs (E10)", async () => {
  const used: string[] = []
  const own: DurableExecutionClient = {
    checkpoint: async () => {
      used.push("checkpoint")
      throw new Error("the handler's own client was used")
    },
    getExecutionState: async () => {
      used.push("state")
      throw new Error("the handler's own client was used")
    },
  }
  const handler = withDurableExecution(
    (_event: unknown, context) => context.step("charge", async () => 1),
    { durableExecutionClient: own },
  )
  expect((await new DurableTestRunner().run(handler)).result).toBe(1)
  expect(used).toEqual([])
})
