import { StepSemantics } from "@aws/durable-execution-sdk-js"
import { createHash, randomUUID } from "node:crypto"
import { describe, expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

type Body = Parameters<typeof exploring>[0]

/** A handler that has something in its outcome where the answer comes late, and not in the plain run. */
function expiring(makeExpired: () => unknown): Body {
  return async (_event, context) => {
    const config = { timeout: { hours: 1 } }
    const answer = context.waitForCallback("approve", async () => {}, config)
    const status = await answer.catch(() => "expired")
    if (status !== "expired") return { status }
    return context.step("expire", async () => makeExpired())
  }
}

const expired: readonly (readonly [string, () => unknown])[] = [
  ["a time", () => ({ status: "expired", at: new Date().toISOString() })],
  ["an id", () => ({ status: "expired", ticket: randomUUID() })],
  ["a time in a text", () => `expired on ${new Date().toUTCString()}`],
  ["a deadline", () => ({ status: "expired", until: Date.now() + 86_400_000 })],
  [
    "a hash that cannot be followed",
    () => createHash("sha256").update(`at ${Date.now()}`).digest("hex"),
  ],
  ["a number of few digits", () => ({ pin: Math.floor(1_000 + Math.random() * 9_000) })],
]

describe("no violation is reported where an outcome that the plain run does not have has (F3)", () => {
  test.each(expired)("%s", async (_title, makeExpired) => {
    const verdict = await exploring(expiring(makeExpired), {
      prepare: (runner) => runner.completeCallback("approve", "approved"),
      maxSchedules: 200,
    })
    expect(problemOf(verdict)).toBe("nothing")
  })
})

test("one that a crash alone leads to is reported, whatever the time (F3)", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      const charged = context.step("charge", async () => "charged", {
        semantics: StepSemantics.AtMostOncePerRetry,
        retryStrategy: () => ({ shouldRetry: false }),
      })
      return charged.catch(() => ({ status: "unknown", at: Date.now() }))
    },
    { maxSchedules: 200 },
  )
  expect(verdict.failure?.violation.signature).toBe("crash-refinement SUCCEEDED ")
})
