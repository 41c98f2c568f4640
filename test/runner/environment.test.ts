import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { Context } from "aws-lambda"
import { DurableTestRunner } from "durable-test-runner"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { asNeeded } from "../support/as-needed.ts"
import { withoutCredentials } from "../support/no-credentials.ts"

const OWN = "DURABLE_TEST_OWN_VARIABLE"

let before: string
beforeEach(() => {
  withoutCredentials()
  process.env[OWN] = "of the process"
  before = JSON.stringify(process.env)
})
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve))
  expect(JSON.stringify(process.env)).toBe(before)
  expect(Object.getOwnPropertyDescriptor(process, "env")).toHaveProperty("value")
  Reflect.deleteProperty(process.env, OWN)
  vi.unstubAllEnvs()
})

type Seen = Record<string, string | undefined>

/** What an invocation finds in the environment, and one after a wait. */
function seeing(...names: string[]) {
  const look = (): Seen => Object.fromEntries(names.map((name) => [name, process.env[name]]))
  return withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const first = await context.step("first", async () => look())
    await context.wait({ seconds: 1 })
    return [first, look()]
  })
}

describe("a handler finds Lambda's environment in process.env (E9)", () => {
  test("of its function, region and runtime", async () => {
    const runner = new DurableTestRunner({
      functionName: "orders",
      service: { region: "eu-west-1" },
    })
    const handler = withDurableExecution(async (_event: unknown, { lambdaContext }) => ({
      names: [process.env["AWS_REGION"], process.env["AWS_DEFAULT_REGION"]],
      own: process.env["AWS_LAMBDA_FUNCTION_NAME"] === lambdaContext.functionName,
      version: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
      memory: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
      runtime: process.env["AWS_EXECUTION_ENV"],
      group: process.env["AWS_LAMBDA_LOG_GROUP_NAME"] === lambdaContext.logGroupName,
      stream: process.env["AWS_LAMBDA_LOG_STREAM_NAME"] === lambdaContext.logStreamName,
      isIn: "AWS_LAMBDA_FUNCTION_NAME" in process.env,
      keys: Object.keys(process.env).filter((name) => name.startsWith("AWS_LAMBDA_F")),
      copy: { ...process.env }["AWS_LAMBDA_FUNCTION_NAME"],
    }))
    expect((await runner.run(handler)).result).toEqual({
      names: ["eu-west-1", "eu-west-1"],
      own: true,
      version: "$LATEST",
      memory: "128",
      runtime: `AWS_Lambda_nodejs${process.versions.node.split(".")[0]}.x`,
      group: true,
      stream: true,
      isIn: true,
      keys: [
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
      ],
      copy: "orders",
    })
  })

  test("one log stream in each container, one trace for each invocation", async () => {
    const names = ["AWS_LAMBDA_LOG_STREAM_NAME", "_X_AMZN_TRACE_ID"] as const
    const [first, second] = (await new DurableTestRunner(asNeeded).run(seeing(...names)))
      .result as Seen[]
    expect(second?.[names[0]]).toBe(first?.[names[0]])
    expect(second?.[names[1]]).not.toBe(first?.[names[1]])
    expect(first?.[names[1]]).toMatch(
      /^Root=1-6955b900-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
    )
  })

  test("a new log stream after a crash", async () => {
    const streams: (string | undefined)[] = []
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      streams.push(context.lambdaContext.logStreamName, process.env["AWS_LAMBDA_LOG_STREAM_NAME"])
      if (streams.length === 2) process.exit(1)
    })
    await new DurableTestRunner(asNeeded).run(handler)
    expect(streams).toHaveLength(4)
    expect(new Set(streams).size).toBe(2)
  })

  test("each function its own, while both run", async () => {
    const child = async (_event: unknown, { functionName }: Context): Promise<unknown> => [
      functionName,
      process.env["AWS_LAMBDA_FUNCTION_NAME"],
    ]
    const runner = new DurableTestRunner().registerFunction("child", child, { durable: false })
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => [
      await context.invoke("child", {}),
      process.env["AWS_LAMBDA_FUNCTION_NAME"],
    ])
    expect((await runner.run(handler)).result).toEqual([["child", "child"], "durable-function"])
  })
})

const CREDENTIALS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]

describe("a handler finds credentials in process.env, as in Lambda (F14)", () => {
  const simulated = Object.fromEntries(CREDENTIALS.map((name) => [name, "simulated"]))

  test("that open nothing", async () => {
    const { result } = await new DurableTestRunner().run(seeing(...CREDENTIALS))
    expect(result).toEqual([simulated, simulated])
  })

  test.each([
    { AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "secret" },
    { AWS_PROFILE: "work" },
    { AWS_WEB_IDENTITY_TOKEN_FILE: "/token" },
    { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:1/" },
  ])("but only where the process has no source of its own: %o", async (source) => {
    Object.assign(process.env, source)
    try {
      const { result } = await new DurableTestRunner().run(seeing(...CREDENTIALS))
      const own = Object.fromEntries(
        CREDENTIALS.filter((name) => name in source).map((name) => [name, (source as Seen)[name]]),
      )
      expect(result).toEqual([own, own])
    } finally {
      for (const name of Object.keys(source)) Reflect.deleteProperty(process.env, name)
    }
  })

  test("which the test may change", async () => {
    const environment = { AWS_ACCESS_KEY_ID: "mine", AWS_SESSION_TOKEN: undefined }
    const { result } = await new DurableTestRunner({ environment }).run(seeing(...CREDENTIALS))
    const expected = { AWS_ACCESS_KEY_ID: "mine", AWS_SECRET_ACCESS_KEY: "simulated" }
    expect(result).toEqual([expected, expected])
  })

  test("and an external system finds them and a region, where the process has none", async () => {
    const names = ["AWS_REGION", "AWS_LAMBDA_FUNCTION_NAME", ...CREDENTIALS]
    let seen: unknown
    const handler = withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async () => {}),
    )
    const runner = new DurableTestRunner({ service: { region: "eu-west-1" } })
    runner.onCallback("approve", async (callback) => {
      seen = Object.fromEntries(names.map((name) => [name, process.env[name]]))
      await callback.succeed()
    })
    await runner.run(handler)
    expect(seen).toEqual({ AWS_REGION: "eu-west-1", ...simulated })
  })
})

describe("the environment is the test's to change", () => {
  test("by the option, which comes before Lambda's", async () => {
    const environment = { AWS_REGION: "local", STAGE: "test", AWS_EXECUTION_ENV: undefined }
    const names = ["AWS_REGION", "STAGE", "AWS_EXECUTION_ENV", OWN]
    const { result } = await new DurableTestRunner({ environment }).run(seeing(...names))
    const expected = { AWS_REGION: "local", STAGE: "test", [OWN]: "of the process" }
    expect(result).toEqual([expected, expected])
  })

  test("and what a handler writes over Lambda's variables does not outlive its invocation", async () => {
    const handler = withDurableExecution(async () => {
      process.env["AWS_REGION"] = "changed"
      delete process.env["AWS_LAMBDA_FUNCTION_NAME"]
      return [process.env["AWS_REGION"], "AWS_LAMBDA_FUNCTION_NAME" in process.env]
    })
    expect((await new DurableTestRunner().run(handler)).result).toEqual(["changed", false])
  })

  test("replays find the same, so that a handler may use its own name", async () => {
    const runner = new DurableTestRunner({ environment: { TARGET: "price" } })
    runner.mockFunction("price", () => 1)
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      await context.step(process.env["AWS_LAMBDA_FUNCTION_NAME"] ?? "", async () => 1)
      return context.invoke(process.env["TARGET"] ?? "", {})
    })
    const { divergence, execution } = await runner.checkReplay(handler)
    expect(divergence).toBeUndefined()
    expect(execution.environment).toMatchObject({ TARGET: "price", AWS_REGION: "us-east-1" })
    expect((await execution.replay()).verdict).toBe("compatible")
  })

  test("by another object in its place, as soon as a run has ended", async () => {
    const own = process.env
    await new DurableTestRunner().run(seeing(OWN))
    process.env = { ...own, [OWN]: "of another object" }
    expect((await new DurableTestRunner().run(seeing(OWN))).result).toEqual([
      { [OWN]: "of another object" },
      { [OWN]: "of another object" },
    ])
    process.env = own
  })

  test.each<[string, unknown, string]>([
    ["a number", { PORT: 1 }, "environment.PORT is 1. Pass a text, or undefined."],
    ["a list", ["A=1"], "Pass an object of texts by name."],
    ["a name with an equals sign", { "A=B": "1" }, "has no equals sign"],
  ])("but not to %s", (_what, environment, message) => {
    expect(() => new DurableTestRunner({ environment: environment as never })).toThrow(message)
  })
})

test("code of the test keeps the environment of the process during a run", async () => {
  const seen: (string | undefined)[] = []
  const real = setInterval(() => seen.push(process.env["AWS_LAMBDA_FUNCTION_NAME"]), 1)
  const runner = new DurableTestRunner()
  runner.onCallback(/./u, async (callback) => {
    seen.push(process.env["AWS_LAMBDA_FUNCTION_NAME"])
    await callback.succeed("ok")
  })
  await runner.run(
    withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async () => {}),
    ),
  )
  clearInterval(real)
  expect(new Set(seen)).toEqual(new Set([process.env["AWS_LAMBDA_FUNCTION_NAME"]]))
})
