import { fileURLToPath } from "node:url"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, DurableTestRunnerError } from "durable-test-runner"
import {
  IncompatibleHistoriesError,
  InvalidArgumentError,
  ReplayDivergenceError,
  UncontrolledSourceError,
} from "durable-test-runner/errors"
import { exportHistory } from "durable-test-runner/replay"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../../support/exact-times.ts"
import { expectRejection } from "../../runner/expect-error.ts"
import * as handlers from "../diverging-handlers.ts"

const file = fileURLToPath(new URL("../diverging-handlers.ts", import.meta.url))

const textOf = ({ message }: Error): string => message.replaceAll(file, "handlers.ts")

const report = (days: number) =>
  withDurableExecution(async (_event: unknown, context: DurableContext) => {
    await context.wait("until the report", { days })
    return context.step("report", async () => "sent")
  })

describe("assertReplay", () => {
  test("answers what checkReplay does", async () => {
    const check = await new DurableTestRunner(exactTimes).assertReplay(report(1))
    expect(check.isDeterministic).toBe(true)
    expect(check.execution.result).toBe("sent")
  })

  test("throws the divergence", async () => {
    const handler = withDurableExecution(handlers.anotherName())
    const error = await expectRejection(
      new DurableTestRunner(exactTimes).assertReplay(handler),
      ReplayDivergenceError,
    )
    expect(error).toBeInstanceOf(DurableTestRunnerError)
    expect(error.code).toBe("REPLAY_DIVERGENCE")
    expect(error.divergence.cause?.kind).toBe("clock")
    expect(textOf(error)).toMatchInlineSnapshot(`
      "A replay diverges at operation 2 (invocation 2, +1h):
        recorded   step "charge-1767229200000"
                   at handlers.ts:9:17
        the code   asks for step "charge-1767513659777"
                   at handlers.ts:9:17
        cause      it depends on the clock, and a replay happens later. Read the time in a step, which records it: await context.step(async () => Date.now()).
                   at handlers.ts:9:37"
    `)
  })

  test("throws what is under nobody's control, unless that is allowed", async () => {
    let calls = 0
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.step("count", async () => ++calls),
    )
    const runner = new DurableTestRunner(exactTimes)
    const error = await expectRejection(runner.assertReplay(handler), UncontrolledSourceError)
    expect(error.code).toBe("UNCONTROLLED_SOURCE")
    expect(error.source.kind).toBe("module-state")
    const check = await runner.assertReplay(handler, undefined, { allowUncontrolled: true })
    expect(check.uncontrolled?.kind).toBe("module-state")
  })

  test("refuses options that do not exist", async () => {
    const options = { allowUncontroled: true } as object
    const runner = new DurableTestRunner()
    const error = await expectRejection(
      runner.assertReplay(report(1), undefined, options),
      InvalidArgumentError,
    )
    expect(error.message).toMatchInlineSnapshot(
      `"Failed to call assertReplay: there is no option "allowUncontroled". The options are name, invocationType, tenantId, prepare, allowUncontrolled. Did you mean "allowUncontrolled"?"`,
    )
  })
})

describe("assertReplayAll", () => {
  const runner = new DurableTestRunner(exactTimes)

  test("answers what replayAll does", async () => {
    const history = exportHistory(await runner.run(report(1)))
    const { verdict } = await runner.assertReplayAll(report(1), [{ name: "one day", history }])
    expect(verdict).toBe("compatible")
  })

  test("throws all that are not compatible", async () => {
    const histories = await Promise.all(
      [1, 2, 3].map(async (days) => ({
        name: `${days} days`,
        history: exportHistory(await new DurableTestRunner(exactTimes).run(report(days))),
      })),
    )
    const all = [
      ...histories,
      { name: "cut off", history: [{ EventType: "StepStarted" as const }] },
    ]
    const error = await expectRejection(
      runner.assertReplayAll(report(2), all),
      IncompatibleHistoriesError,
    )
    expect(error.code).toBe("INCOMPATIBLE_HISTORIES")
    expect(error.results.map(({ name, verdict }) => `${name}: ${verdict}`)).toEqual([
      "1 days: incompatible",
      "3 days: incompatible",
      "cut off: undecidable",
    ])
    const own = fileURLToPath(import.meta.url)
    expect(error.message.replaceAll(own, "report.ts").replaceAll(/:\d+:\d+/gu, ""))
      .toMatchInlineSnapshot(`
        "3 of 4 recorded histories cannot continue with this code:
        1 days: incompatible: A replay diverges at operation 1 (invocation 1, +0s):
          recorded   wait "until the report", wait seconds 86400 s
          the code   asks for wait "until the report", wait seconds 172800 s
                     at report.ts
          cause      the code requests the same operation with another option. Executions in flight that have recorded the operation keep the recorded option, and others get the new one: deploy it if that is meant.
        3 days: incompatible: A replay diverges at operation 1 (invocation 1, +0s):
          recorded   wait "until the report", wait seconds 259200 s
          the code   asks for wait "until the report", wait seconds 172800 s
                     at report.ts
          cause      the code requests the same operation with another option. Executions in flight that have recorded the operation keep the recorded option, and others get the new one: deploy it if that is meant.
        cut off: undecidable: the history does not begin with ExecutionStarted. Load all of its pages."
      `)
  })
})
