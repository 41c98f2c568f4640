import { expect, test } from "vitest"
import { exploring, problemOf } from "../../explore/exploring.ts"

test("an answer of a responder that falls on the instant of the time-out is refused in silence (A16)", async () => {
  const verdict = await exploring(
    async (_event, context) =>
      context
        .waitForCallback("approve", async () => {}, { timeout: { minutes: 5 } })
        .catch(() => "late"),
    {
      prepare: (runner) => {
        runner.onCallback("approve", (callback) => callback.succeed("yes"))
      },
      maxSchedules: 300,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
})

test("a responder that is late and does not catch the refusal fails no run (A4)", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      const [answer] = await context.createCallback("approve", { timeout: { minutes: 5 } })
      return answer.catch(() => "late")
    },
    {
      prepare: (runner) => {
        runner.onCallback("approve", async (callback) => {
          await callback.sleep({ minutes: 5 })
          await callback.succeed("yes")
        })
      },
      maxSchedules: 300,
    },
  )
  expect(problemOf(verdict)).toBe("nothing")
})
