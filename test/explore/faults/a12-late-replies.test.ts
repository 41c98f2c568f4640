import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { durable, exploring, problemOf } from "../exploring.ts"

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

/** A lock that somebody holds for the execution, and what was done under it. */
const fake = { holder: "", done: [] as string[] }

const observing = {
  // So the run goes on until the old invocation is over, also when the execution has ended.
  anywhere: true,
  tiers: ["sweep"],
  faults: ["late-reply"],
  prepare: () => void Object.assign(fake, { holder: "", done: [] }),
  observe: () => [...fake.done],
} as const

interface Shape {
  readonly shape: string
  readonly broken: Body
  readonly corrected: Body
}

const shapes: readonly Shape[] = [
  {
    shape: "code between two steps",
    broken: async (_event, c) => {
      await c.step("reserve", async () => "reserved")
      fake.done.push("mailed")
      return c.step("ship", async () => "shipped")
    },
    corrected: async (_event, c) => {
      await c.step("reserve", async () => "reserved")
      await c.step("mail", async () => {
        if (!fake.done.includes("mailed")) fake.done.push("mailed")
      })
      return c.step("ship", async () => "shipped")
    },
  },
  {
    shape: "a step that is not idempotent",
    broken: async (_event, c) => {
      await c.step("reserve", async () => "reserved")
      await c.step("ship", async () => void fake.done.push("shipped"))
      return "x"
    },
    corrected: async (_event, c) => {
      await c.step("reserve", async () => "reserved")
      await c.step("ship", async () => {
        if (!fake.done.includes("shipped")) fake.done.push("shipped")
      })
      return "x"
    },
  },
  {
    shape: "code after the last step",
    broken: async (_event, c) => {
      const key = await c.step("key", async () => "k-1")
      fake.done.push(key)
      return key
    },
    corrected: async (_event, c) => {
      const key = await c.step("key", async () => "k-1")
      await c.step("note", async () => {
        if (!fake.done.includes(key)) fake.done.push(key)
      })
      return key
    },
  },
]

describe("The answer to a checkpoint arrives when the next invocation is at work (A12)", () => {
  test.each(shapes)("What the old invocation does then is seen: $shape", async ({ broken }) => {
    const verdict = await exploring(broken, observing)
    expect(problemOf(verdict)).toMatch(/^crash-refinement: a fault adds an outcome/u)
    expect(verdict.message).toMatch(
      /late-reply +.+ is recorded, the invocation is given up, and its answer comes late/u,
    )
    expect(verdict.message).toMatch(/ {2}checkpoint +.+, answered late/u)
  })

  test.each(shapes)("What does nothing twice passes: $shape", async ({ corrected }) => {
    const verdict = await exploring(corrected, observing)
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes["late-reply"]).toBeGreaterThan(0)
  })

  test("A body that a given-up invocation runs though its outcome is recorded breaks nothing", async () => {
    const ran: string[] = []
    const body: Body = async (_event, c) => {
      await c.step("a", async () => void ran.push("a"))
      await c.step("b", async () => void ran.push("b"))
      await c.step("c", async () => void ran.push("c"))
      return "x"
    }
    const verdict = await exploring(body, { faults: ["late-reply"] })
    expect(problemOf(verdict)).toBe("nothing")
    // The new invocation is ahead in some schedule, and the old one comes after.
    expect(ran.length).toBeGreaterThan(3 * verdict.schedules)
  })

  test("The late answer comes after the next invocation has begun", async () => {
    const { failure } = await exploring(shapes[0]?.broken ?? expect.fail(), observing)
    const subjects = (failure?.trace ?? []).map(({ subject, detail }) => `${subject} ${detail}`)
    const struck = subjects.findIndex((text) => text.startsWith("late-reply"))
    const begun = subjects.findIndex(
      (text, index) => index > struck && text.startsWith("service invokes"),
    )
    const answered = subjects.findIndex((text) => text.includes("answered late"))
    expect(struck).toBeGreaterThan(0)
    expect(begun).toBeGreaterThan(struck)
    expect(answered).toBeGreaterThan(begun)
  })

  test("What it records after the late answer is refused", async () => {
    const body = shapes[1]?.broken ?? expect.fail()
    const { failure } = await exploring(body, observing)
    const schedule = failure?.schedule ?? expect.fail()
    observing.prepare()
    const execution = await new DurableTestRunner().replaySchedule(schedule, durable(body))
    expect(fake.done).toEqual(["shipped", "shipped"])
    const ends = execution.history.filter(({ EventType }) => EventType === "StepSucceeded")
    expect(ends.map(({ Name }) => Name)).toEqual(["reserve", "ship"])
  })
})
