import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { DurableTestRunner, type LambdaHandler } from "../../src/index.ts"
import { remoteFunction } from "../../src/remote/index.ts"
import { order } from "../endpoint/order.ts"
import { control, durable, plain, serving } from "./serving.ts"

const broken: Record<string, LambdaHandler> = {
  "never settles": withDurableExecution(async () => new Promise(() => {})),
  "is not wrapped": async () => ({ receipt: 1 }),
  "uses the plain context": async (_event: unknown, context: { step: unknown }) => context.step,
  "fails whenever it is invoked": async () => {
    throw new TypeError("no credentials")
  },
  "invokes itself without end": withDurableExecution(async (_event, context) =>
    context.invoke("again", "broken:$LATEST"),
  ),
  "gets a copy of its event": async (event: object, context: never) =>
    order({ ...event } as never, context),
}

const EXPECTED: Record<string, string> = {
  "never settles": "InvocationStuckError",
  "is not wrapped": "HandlerNotWrappedError",
  "uses the plain context": "HandlerNotWrappedError",
  "fails whenever it is invoked": "FailedInvocationsError",
  "invokes itself without end": "InvokeDepthError",
  "gets a copy of its event": "EventCopiedError",
}

describe("an execution whose handler cannot continue is stopped, and others go on: it", () => {
  test.each(Object.keys(broken))("%s", async (what) => {
    const { invoke, waiting, failures, ended, url } = await serving({
      realTimeoutMs: 200,
      functions: [durable("broken", broken[what] as LambdaHandler), durable("order", order)],
    })
    void invoke({ payload: { id: "o-1" } }).catch(() => {})
    await waiting()
    const answer = await invoke({ FunctionName: "broken:$LATEST", payload: {} })
    expect(answer.error).toBe("Unhandled")
    expect(failures.map(({ error }) => error.name)).toContain(EXPECTED[what])
    expect(
      ended.every(({ arn, status }) => arn.includes(":broken:") && status !== "SUCCEEDED"),
    ).toBe(true)
    expect(await waiting()).toHaveLength(1)
    expect(await control(url, "GET", "/health")).toMatchObject({ status: 200 })
  })
})

describe("a function of a process", () => {
  test("that does not start stops its execution, and its caller learns why", async () => {
    const handler = remoteFunction({ command: "exit 7" })
    const { invoke, failures } = await serving({
      functions: [{ ...durable("gone", handler), runsHere: false }],
    })
    const answer = await invoke({ FunctionName: "gone:$LATEST" })
    expect(answer).toMatchObject({
      error: "Unhandled",
      result: { errorType: "RemoteProcessError" },
    })
    expect(failures[0]?.error.message).toContain("(exit status 7)")
  })

  test("that is plain fails its invocation with the error", async () => {
    const handler = remoteFunction({ command: "exit 7" })
    const { invoke } = await serving({
      functions: [{ ...plain("gone", handler), runsHere: false }],
    })
    const answer = await invoke({ FunctionName: "gone" })
    expect(answer).toMatchObject({ error: "Unhandled", result: { errorType: "Runtime.ExitError" } })
  })
})

test("a server that is closed ends what is under way, and may be closed again", async () => {
  const { server, invoke } = await serving({
    functions: [durable("stuck", broken["never settles"] as LambdaHandler)],
  })
  const invoked = invoke({ FunctionName: "stuck:$LATEST" }).then(
    () => "answered",
    () => "cut off",
  )
  await control(server.url, "GET", "/health")
  await server.close()
  await server.close()
  expect(await invoked).toBe("cut off")
  const { status } = await new DurableTestRunner().run(withDurableExecution(async () => 1))
  expect(status).toBe("SUCCEEDED")
})
