import { type DurableLambdaHandler, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { USUAL_FAULTS } from "../../../src/world/events/fault-kind.ts"
import { type Action, aConcurrentProgram, runProgram } from "../../runner/doubles/programs.ts"
import { messageOf } from "../../runner/error-text.ts"
import { leftoversOf, runByChoice } from "./run-by-choice.ts"

interface Programs {
  readonly own: readonly Action[]
  readonly ofChild: readonly Action[]
}

/** Everything that a handler can wait for, at once. */
const createHandler = (): DurableLambdaHandler =>
  withDurableExecution((programs: Programs, context) =>
    Promise.all([
      context.invoke("durable:$LATEST", programs.ofChild).catch(messageOf),
      context.invoke("plain", {}),
      context.runInChildContext("own", (child) => runProgram(programs.own, child)),
      context
        .createCallback("scripted", { timeout: { seconds: 20 }, heartbeatTimeout: { seconds: 7 } })
        .then(([answer]) => answer)
        .catch(messageOf),
      context
        .waitForCallback("approve", async () => {}, { timeout: { seconds: 40 } })
        .catch(messageOf),
    ]),
  )

function createRunner(): DurableTestRunner {
  const runner = new DurableTestRunner()
  runner.registerFunction("durable", withDurableExecution(runProgram), { durable: true })
  runner.registerFunction("plain", async () => "plain", { durable: false })
  runner.onCallback("answered", async (callback) => {
    await callback.sleep({ seconds: 3 })
    await callback.heartbeat()
    await callback.succeed("answer")
  })
  runner.completeCallback("scripted", "yes")
  runner.heartbeatCallback("scripted", { every: { seconds: 5 }, times: 3 })
  runner.failCallback("approve", new Error("declined"))
  return runner
}

const someNumbers = fc.array(fc.oneof(fc.constant(0), fc.nat(40)), {
  minLength: 30,
  maxLength: 300,
})

test("whatever goes wrong, a handler that gives up nothing comes to its end, and leaves nothing", async () => {
  await fc.assert(
    fc.asyncProperty(
      aConcurrentProgram,
      aConcurrentProgram,
      someNumbers,
      async (own, ofChild, numbers) => {
        let position = 0
        const chosen = await runByChoice({
          handler: createHandler(),
          createHandler,
          runner: createRunner(),
          input: { own, ofChild },
          space: {
            early: true,
            slow: true,
            coldStarts: true,
            anywhere: false,
            latencies: false,
            faults: USUAL_FAULTS,
            maxFaults: 30,
          },
          chooser: { choose: (options) => (numbers[position++] ?? 0) % options.length },
        })
        expect(chosen.execution.status).toBe("SUCCEEDED")
        expect(leftoversOf(chosen)).toEqual([])
      },
    ),
    { numRuns: 50 },
  )
}, 60_000)
