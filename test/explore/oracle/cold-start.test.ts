import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { explore } from "durable-test-runner"
import { durable, exploring, problemOf } from "../exploring.ts"

type Body = (context: DurableContext, effects: string[]) => Promise<unknown>

/** Each handler is made anew, and has a module's memory of its own. */
const coldHandlers: Readonly<Record<string, { readonly make: () => Body; readonly told: string }>> =
  {
    "a cache that a step fills, seen by a fake": {
      make: () => {
        let rates: object | undefined
        return async (context, effects) =>
          context.step("rates", async () => {
            if (rates === undefined) effects.push("fetch rates")
            rates ??= { eur: 1 }
            return Object.keys(rates)
          })
      },
      told: "its outcome differs at world",
    },
    "a cache whose state a step returns": {
      make: () => {
        let rates: object | undefined
        return async (context) =>
          context.step("rates", async () => {
            const isCold = rates === undefined
            rates ??= {}
            return isCold ? "loaded" : "cached"
          })
      },
      told: 'the body of step "rates" returned "loaded", later "cached"',
    },
    "a step that only the first run takes": {
      make: () => {
        let isReady = false
        return async (context) => {
          if (!isReady) await context.step("connect", async () => void (isReady = true))
          await context.step("a", async () => {})
        }
      },
      told: 'it took another course: decision 2 was "step 2 settles", then "none"',
    },
    "a rejection of the first run that nobody handles": {
      make: () => {
        let isReady = false
        return async (context) =>
          context.step("send", async () => {
            if (!isReady) void Promise.reject(new Error("no connection yet"))
            isReady = true
          })
      },
      told: "an invocation ended with an unhandled error: Error: no connection yet",
    },
    "a body of the first run that nobody awaits": {
      make: () => {
        let isReady = false
        return async (context) => {
          if (!isReady) {
            void context.step("warm up", async () => {
              await new Promise((resolve) => {
                setTimeout(resolve, 5)
              })
            })
          }
          isReady = true
          await context.step("a", async () => {})
        }
      },
      told: 'the execution succeeded while the body of step "warm up" was still at work: nobody awaits it. Write await context.step("warm up", ...)',
    },
  }

describe("What the first run alone shows is told, and no violation (F9)", () => {
  test.each(Object.entries(coldHandlers))("%s", async (_name, { make, told }) => {
    const effects: string[] = []
    const body = make()
    const verdict = await exploring(async (_event, context) => body(context, effects), {
      prepare: () => {
        effects.length = 0
      },
      observe: () => effects.length,
    })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.coldStart).toBe(told)
    expect(verdict.message).toContain(`\n  cold start   only the first run: ${told}\n`)
  })
})

test("What the next runs show too stays a violation (F9)", async () => {
  let runs = 0
  const verdict = await exploring(async (_event, context) =>
    context.step("count", async () => runs++),
  )
  expect(problemOf(verdict)).toMatch(/^hygiene: the same schedule, run twice/u)
  expect(verdict.coldStart).toBeUndefined()

  let isReady = false
  const rejecting = await exploring(async (_event, context) => {
    await context.step("send", async () => {
      void Promise.reject(new Error(isReady ? "again" : "no connection yet"))
      isReady = true
    })
  })
  expect(problemOf(rejecting)).toMatch(/Error: (?:again|no connection yet)/u)
})

test("Where each run has a handler of its own, each is cold and nothing is told (F9)", async () => {
  const createHandler = (): ReturnType<typeof durable> => {
    const body = coldHandlers["a cache whose state a step returns"]!.make()
    return durable(async (_event, context) => body(context, []))
  }
  const verdict = await explore(createHandler(), {
    createHandler,
    failures: false,
    progress: false,
    maxSchedules: 100,
  })
  expect(verdict.coldStart).toBeUndefined()
})
