import { setTimeout as sleep } from "node:timers/promises"
import {
  type DurableContext,
  type DurableLambdaHandler,
  StepSemantics,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"
import { nameOf } from "../runner/error-text.ts"

type Body = (event: number, context: DurableContext) => Promise<unknown>

/** A handler, and what happens around it. */
export interface Scenario {
  readonly name: string
  readonly handler: DurableLambdaHandler
  readonly prepare: (runner: DurableTestRunner, input: number) => void
}

function scenario(name: string, body: Body, prepare: Scenario["prepare"] = () => {}): Scenario {
  return { name, handler: withDurableExecution(body), prepare }
}

const flaky: Body = (input, context) =>
  context.step("flaky", async ({ attempt }) => {
    await sleep(input)
    if (attempt < 3) throw new Error(`attempt ${attempt}: ${Math.random()}`)
    return crypto.randomUUID()
  })

const ask = (context: DurableContext, name: string): Promise<unknown> =>
  context
    .waitForCallback<unknown>(name, async () => sleep(30), { timeout: { minutes: 10 } })
    .catch(nameOf)

const child = withDurableExecution(async (input: number, context: DurableContext) => {
  await context.wait({ seconds: 1 + (input % 7) })
  return [input, Date.now()]
})

export const SCENARIOS: readonly Scenario[] = [
  scenario("nothing", async (input) => input),
  scenario("a failure", async (input) => {
    throw new RangeError(`input ${input}`)
  }),
  scenario("a step", (input, context) => context.step("one", async () => [input, Date.now()])),
  scenario("many steps", async (_input, context) => {
    const numbers: number[] = []
    for (let n = 0; n < 8; n++) numbers.push(await context.step(`${n}`, async () => Math.random()))
    return numbers
  }),
  scenario("retries", flaky),
  scenario("waits", async (input, context) => {
    for (let n = 1; n < 5; n++) await context.wait({ seconds: n + input })
    return new Date().toISOString()
  }),
  scenario("polls", (input, context) =>
    context.waitForCondition("poll", async (n: number) => n + 1, {
      initialState: 0,
      waitStrategy: (n) =>
        n < 3 + (input % 3)
          ? { shouldContinue: true, delay: { seconds: 5 } }
          : { shouldContinue: false },
    }),
  ),
  scenario("a child context", (input, context) =>
    context.runInChildContext("child", async (inner) => {
      await inner.wait({ seconds: 2 })
      return inner.step("inside", async () => input)
    }),
  ),
  scenario("branches", async (input, context) => {
    const branches = [
      flaky,
      ...[1, 2].map(
        (n): Body =>
          (_, c) =>
            c.wait({ seconds: n + input }),
      ),
    ]
    const done = await context.parallel(
      "branches",
      branches.map((branch) => (inner) => branch(input, inner)),
    )
    return done.getResults()
  }),
  scenario("a map", async (input, context) => {
    const items = Array.from({ length: 6 }, (_, index) => index + input)
    const done = await context.map(
      "items",
      items,
      (inner, item) => inner.step("item", async () => sleep(item % 9).then(() => Math.random())),
      { maxConcurrency: 2 },
    )
    return done.getResults()
  }),
  scenario("a race", (input, context) =>
    context.promise.race([
      context.step("left", async () => sleep(input % 20).then(() => "left")),
      context.step("right", async () => sleep(10).then(() => "right")),
    ]),
  ),
  scenario(
    "an answered callback",
    (_input, context) => ask(context, "approve"),
    (runner, input) => {
      runner.completeCallback("approve", { input }, { after: { seconds: input } })
    },
  ),
  scenario("a callback that times out", (_input, context) => ask(context, "nobody")),
  scenario(
    "a failed callback",
    (_input, context) => ask(context, "refuse"),
    (runner) => {
      runner.failCallback("refuse", { ErrorType: "No", ErrorMessage: "no" })
    },
  ),
  scenario(
    "heartbeats",
    async (_input, context) => {
      const [answer] = await context.createCallback("work", { heartbeatTimeout: { seconds: 10 } })
      return answer.catch(nameOf)
    },
    (runner, input) => {
      runner.heartbeatCallback("work", { every: { seconds: 9 }, times: 1 + (input % 5) })
    },
  ),
  scenario(
    "external systems",
    async (_input, context) =>
      Promise.all([ask(context, "a"), ask(context, "b"), ask(context, "c")]),
    (runner, input) => {
      runner.onCallback(/./, async (callback) => {
        await callback.sleep({ seconds: callback.occurrence + input })
        await sleep(Math.floor(Math.random() * 1_000))
        await callback.succeed([callback.name, Date.now()])
      })
    },
  ),
  scenario(
    "chained invokes",
    async (input, context) => [
      await context.invoke("child:$LATEST", input),
      await context.invoke("plain", { input }),
    ],
    (runner) => {
      runner.registerFunction("child", child)
      runner.mockFunction("plain", async (event) => sleep(40).then(() => [event, Math.random()]))
    },
  ),
  scenario("a crash", (input, context) =>
    context.step(
      "crash",
      async ({ attempt }) => {
        if (attempt === 1) process.exit(input)
        return "survived"
      },
      { semantics: StepSemantics.AtMostOncePerRetry },
    ),
  ),
  scenario(
    "step doubles",
    async (_input, context) => [
      await context.step("charge", async () => "really"),
      await context.step("send", async () => "really"),
    ],
    (runner, input) => {
      runner.failStep("charge", `offline ${input}`, { times: 1 })
      runner.mockStep("charge", () => [input, Math.random()])
      runner.delayStep("send", { seconds: input })
    },
  ),
  scenario("timers of its own", async (input, context) => {
    const ticks: number[] = []
    await context.step("tick", async () => {
      const interval = setInterval(() => ticks.push(performance.now()), 1_000)
      await sleep(3_500 + input)
      clearInterval(interval)
      return process.hrtime()
    })
    return ticks
  }),
]
