import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { DurableTestRunner } from "../../src/index.ts"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"
import { onePage } from "../support/one-page.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { OrderRuns } from "./order-runs.ts"
import { node } from "./processes.ts"

const order = node("order.handler")
const price = node("order.plain")
const folder = temporaryFolder()
const NO_REPLAY = { ...exactTimes, ...onePage, ...asNeeded }

const orders = new OrderRuns(order, price, NO_REPLAY)

describe("a function of another process with the real SDK and the real AWS client", () => {
  it("waits for 7 days, is answered by name, invokes another function, and ends", async () => {
    const execution = await orders.approved()
    expect(execution.result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
    expect(execution.timeline()).toMatchInlineSnapshot(`
      "durable-function: SUCCEEDED after 7d 3h, 4 invocations
        +0s     invocation 1
        +0s       step reserve         succeeded "o-1"
        +0s       wait cool off        started (for 7d)
        +0s     suspended
        +7d       wait cool off        succeeded
        +7d     invocation 2
        +7d       callback approve     started (time-out 1d)
        +7d     suspended
        +7d 3h    callback approve     succeeded yes
        +7d 3h  invocation 3
        +7d 3h    chainedInvoke price  started (price)
        +7d 3h  suspended
        +7d 3h    chainedInvoke price  succeeded {"amount":42,"name":"price"}
        +7d 3h  invocation 4
        +7d 3h    step charge          succeeded 42
        +7d 3h  execution succeeded    {"approval":"yes","charged":42,"held":"o-1"}"
    `)
  })

  it("has the same history in each of two runs", async () => {
    const [first, second] = [await orders.approved(), await orders.approved()]
    expect(second.history).toEqual(first.history)
  })

  it("lives to see that nobody answers its callback in 24 hours", async () => {
    const runner = orders.newRunner()
    runner.timeoutCallback("approve")
    const execution = await runner.run(order, { orderId: "o-1" })
    expect(execution.result).toMatchObject({ approval: "nobody: CallbackTimeoutError" })
    expect(execution.timeline().split("\n", 1)[0]).toContain("SUCCEEDED after 8d")
  })

  it("is invoked again in a new process after its own has ended", async () => {
    const execution = await orders.approved({ crash: join(folder, "crash") })
    expect(execution.result).toEqual({ approval: "yes", charged: 42, held: "o-1" })
    const { error } = execution.invocations.find((each) => each.error !== undefined) ?? {}
    expect(error?.ErrorType).toBe("Runtime.ExitError")
    expect(error?.ErrorMessage).toMatch(
      /^RequestId: [\da-f-]{36} Error: Runtime exited with error: exit status 3$/u,
    )
  })

  it("tells in execution.logs what its process writes", async () => {
    const { logs } = await orders.approved({ crash: join(folder, "logs") })
    const lines = logs.map(({ level, message, invocation }) => `${invocation} ${level} ${message}`)
    expect(lines).toMatchInlineSnapshot(`
      [
        "1 info order o-1",
        "2 info order o-1",
        "3 info order o-1",
        "3 error about to die",
        "4 info order o-1",
        "5 info order o-1",
      ]
    `)
    expect(logs.every(({ isReplay }) => isReplay === undefined)).toBe(true)
  })

  it("is advanced step by step", async () => {
    const runner = orders.newRunner()
    const execution = runner.start(order, { orderId: "o-2" })
    await execution.untilCallback("approve")
    await runner.advance({ hours: 23 })
    runner.completeCallback("approve", "late enough")
    expect((await execution.result()).result).toMatchObject({ approval: "late enough" })
  })

  it("reports the error of a plain function to whoever invokes it", async () => {
    const runner = new DurableTestRunner({ logs: "capture", ...NO_REPLAY })
    runner.registerFunction("price", node("order.noPrice"), { durable: false })
    runner.completeCallback("approve", "yes")
    const execution = await runner.run(order, { orderId: "o-3" })
    expect(execution.status).toBe("FAILED")
    expect(execution.operation("price").error).toMatchObject({
      ErrorType: "TypeError",
      ErrorMessage: "no price for o-3",
    })
  })

  it("serves runs at the same time, each by a process of its own", async () => {
    const executions = await Promise.all([orders.approved(), orders.approved()])
    expect(executions.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED"])
  })

  it("invokes functions and answers callbacks by an AWS client of its own", async () => {
    const runner = orders.newRunner()
    const { result } = await runner.run(node("order.useAws"), { callbackOf: "o-4" })
    expect(result).toEqual({ price: 42, answer: "answered by myself" })
  })

  it("ends the run with an error when it asks AWS for what is not simulated", async () => {
    const handler = node("order.useAws")
    await expect(orders.newRunner().run(handler, { command: "ListFunctions" })).rejects.toThrow(
      "the simulated service has no such command",
    )
    expect((await orders.newRunner().run(handler, { callbackOf: "o-5" })).status).toBe("SUCCEEDED")
  })

  it("keeps its module state from run to run, unless each container is a new process", async () => {
    const resultsOf = async (handler: ReturnType<typeof node>): Promise<unknown[]> => [
      (await orders.newRunner().run(handler, {})).result,
      (await orders.newRunner().run(handler, {})).result,
    ]
    expect(await resultsOf(node("order.counts"))).toEqual([1, 2])
    expect(await resultsOf(node("order.counts", { freshContainers: true }))).toEqual([1, 1])
  })
})
