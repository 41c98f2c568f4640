import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { durable, exploring, problemOf } from "../exploring.ts"

type Body = (event: unknown, context: DurableContext) => Promise<unknown>

const fake = { ids: [] as string[], paid: 0, marks: [] as string[] }
const reset = (): void => void Object.assign(fake, { ids: [], paid: 0, marks: [] })
const observe = (): unknown => ({ paid: fake.paid, marks: fake.marks })

interface Shape {
  readonly shape: string
  readonly broken: Body
  readonly corrected: Body
  readonly prepare: (runner: DurableTestRunner) => void
}

const answered = (runner: DurableTestRunner): void => {
  reset()
  runner.completeCallback("pay", "paid")
}

const shapes: readonly Shape[] = [
  {
    shape: "a submitter that marks as open what is paid already",
    prepare: (runner) => {
      reset()
      runner.onCallback("pay", async (callback) => {
        fake.marks.push("paid")
        await callback.succeed("paid")
      })
    },
    broken: async (_event, c) =>
      c.waitForCallback("pay", async (id) => {
        if (!fake.ids.includes(id)) fake.ids.push(id)
        await new Promise((resolve) => setTimeout(resolve, 10))
        fake.marks = [...fake.marks.filter((mark) => mark !== "open"), "open"]
      }),
    corrected: async (_event, c) =>
      c.waitForCallback("pay", async (id) => {
        if (!fake.marks.includes("open")) fake.marks = ["open", ...fake.marks]
        await new Promise((resolve) => setTimeout(resolve, 10))
        if (!fake.ids.includes(id)) fake.ids.push(id)
      }),
  },
  {
    shape: "an answer that decides how the submitter goes on",
    prepare: (runner) => {
      reset()
      runner.onCallback("pay", async (callback) => {
        fake.paid = 1
        await callback.succeed("paid")
      })
    },
    broken: async (_event, c) =>
      c.waitForCallback("pay", async () => {
        await new Promise((resolve) => setTimeout(resolve, 10))
        if (fake.paid > 0) fake.marks.push("charged twice")
      }),
    corrected: async (_event, c) => c.waitForCallback("pay", async () => {}),
  },
  {
    shape: "a scripted answer that the submitter asks for",
    prepare: answered,
    broken: async (_event, c) => {
      let isOpen = false
      const answer = c.waitForCallback("pay", async () => {
        await new Promise((resolve) => setTimeout(resolve, 10))
        isOpen = true
      })
      const side = c.step("side", async () => 1)
      const value = await answer
      await side
      await c.step("note", async () => void fake.marks.push(isOpen ? "open" : "never opened"))
      return value
    },
    corrected: async (_event, c) => {
      const value = await c.waitForCallback("pay", async () => {})
      await c.step("note", async () => {
        if (fake.marks.length === 0) fake.marks.push("paid")
      })
      return value
    },
  },
]

const onRequest = { faults: ["early-answer"], maxSchedules: 150 } as const

describe("A callback is answered while its submitter is still at work", () => {
  test.each(shapes.slice(0, 2))("What that changes is seen: $shape", async (shape) => {
    const { broken, prepare } = shape
    const verdict = await exploring(broken, { ...onRequest, prepare, observe })
    expect(problemOf(verdict)).toMatch(/^crash-refinement: a fault adds an outcome/u)
    expect(verdict.message).toMatch(/early-answer .+ while the submitter is still at work/u)
    expect(verdict.failure?.shrunk.to).toBe(1)
  })

  test.each(shapes)("A correct handler passes, and the runs are counted: $shape", async (shape) => {
    const { corrected, prepare } = shape
    const verdict = await exploring(corrected, { ...onRequest, prepare, observe })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes["early-answer"]).toBeGreaterThan(0)
    expect(verdict.message).toMatch(/early-answer in \d+ runs/u)
  })

  test("The schedule that is printed answers early again", async () => {
    const [{ broken, prepare } = expect.fail()] = shapes
    const { failure } = await exploring(broken, { ...onRequest, prepare, observe })
    const runner = new DurableTestRunner()
    prepare(runner)
    const schedule = failure?.schedule ?? expect.fail()
    expect(schedule).toMatch(/^d2\.[a-z]+-fa/u)
    await runner.replaySchedule(schedule, durable(broken))
    expect(fake.marks).toEqual(["paid", "open"])
  })

  test("An answer that the test has given a time comes at that time", async () => {
    const [, , { corrected } = expect.fail()] = shapes
    const verdict = await exploring(corrected, {
      ...{ ...onRequest, observe },
      prepare: (runner) => {
        reset()
        runner.completeCallback("pay", "paid", { after: { minutes: 5 } })
      },
    })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes["early-answer"]).toBe(0)
  })

  test("Nothing is answered before the submitter has begun, or twice", async () => {
    const orders = new Set<string>()
    let order: string[] = []
    const verdict = await exploring(
      async (_event, c) => {
        await c.step("before", async () => order.push("before"))
        return c.waitForCallback("pay", async () => void order.push("submitter"))
      },
      {
        ...onRequest,
        faults: ["early-answer", "crash", "crash-after-persist"],
        without: ["crash-refinement"],
        prepare: (runner) => {
          order = []
          runner.onCallback("pay", async (callback) => {
            order.push("answer")
            await callback.succeed("paid")
          })
        },
        observe: () => void orders.add(order.join()),
      },
    )
    expect(problemOf(verdict)).toBe("nothing")
    for (const each of orders) {
      expect(each).not.toMatch(/^(?:before,?)*answer/u)
      expect(each.match(/answer/gu)?.length ?? 0).toBeLessThanOrEqual(1)
    }
  })
})
