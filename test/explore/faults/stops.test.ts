import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { always, eventually } from "durable-test-runner/explore"
import { expect, test } from "vitest"
import { durable, exploring, problemOf } from "../exploring.ts"

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

const fake = { held: 0, booked: 0 }
const prepare = (): void => void Object.assign(fake, { held: 0, booked: 0 })

/** What is held is given back only by the handler itself. */
const holding: Body = async (_event, c) => {
  await c.step("hold", async () => void (fake.held = 1))
  await c.wait("rest", { hours: 1 })
  await c.step("book", async () => {
    fake.booked = 1
    fake.held = 0
  })
  return "booked"
}

/** What is held expires by itself, so nothing is left of it whoever stops the execution. */
const booking: Body = async (_event, c) => {
  await c.wait("rest", { hours: 1 })
  await c.step("book", async () => void (fake.booked = 1))
  return "booked"
}

const isReleased = eventually("nothing is held in the end", () => fake.held === 0)

test("An execution that is stopped from outside leaves behind what it holds", async () => {
  const verdict = await exploring(holding, { prepare, faults: ["stop"], check: [isReleased] })
  expect(problemOf(verdict)).toContain(
    'eventually: eventually("nothing is held in the end") does not hold. This run differs',
  )
  expect(verdict.message).toMatch(/stop +somebody stops the execution from outside +<- fault/u)
})

test("An execution that holds nothing passes, and the end of a stopped one is no violation", async () => {
  const verdict = await exploring(booking, { prepare, faults: ["stop"], check: [isReleased] })
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.namedStrikes.stop).toBeGreaterThan(0)
  expect(verdict.message).toMatch(/; stop in \d+ runs {2}\(/u)
})

test("The schedule that is printed stops it again", async () => {
  const { failure } = await exploring(holding, { prepare, faults: ["stop"], check: [isReleased] })
  prepare()
  const runner = new DurableTestRunner()
  const schedule = failure?.schedule ?? expect.fail()
  const execution = await runner.replaySchedule(schedule, durable(holding))
  expect(schedule).toMatch(/^d2\.esal-fx-m1\./u)
  expect(execution.status).toBe("STOPPED")
  expect(execution.history.at(-1)?.EventType).toMatch(/^ExecutionStopped$|^InvocationCompleted$/u)
})

test("It can be stopped while it is suspended, at work, and before it begins", async () => {
  const ends = new Set<string>()
  await exploring(holding, {
    prepare,
    faults: ["stop"],
    check: [
      always("seen", ({ execution }) => {
        if (execution.status !== "STOPPED") return true
        const { operations } = execution
        ends.add(operations.map(({ name, status }) => `${name} ${status}`).join(", "))
        return true
      }),
    ],
  })
  expect([...ends]).toEqual(
    expect.arrayContaining(["", "hold STARTED", "hold SUCCEEDED", "hold SUCCEEDED, rest STARTED"]),
  )
})
