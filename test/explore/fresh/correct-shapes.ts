import { createHash, createHmac, randomBytes, randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type DurableContext, StepError, StepSemantics } from "@aws/durable-execution-sdk-js"
import type { DurableTestRunner } from "durable-test-runner"
import { v7 } from "uuid"

type Handler = (event: never, context: DurableContext) => Promise<unknown>

interface Correct {
  readonly handler: Handler
  readonly input?: unknown
  readonly prepare: (runner: DurableTestRunner) => void
  readonly observe: () => unknown
}

/** A table by key. A second write of a key is refused or does nothing. */
class Table {
  readonly rows = new Map<string, unknown>()

  /** @returns what is stored now. */
  putIfAbsent(key: string, row: unknown): unknown {
    if (!this.rows.has(key)) this.rows.set(key, row)
    return this.rows.get(key)
  }

  get state(): unknown {
    return Object.fromEntries(this.rows)
  }
}

function withTable(
  make: (table: Table) => Handler,
  outside: {
    readonly input?: unknown
    readonly prepare?: (runner: DurableTestRunner) => void
  } = {},
): Correct {
  const table = new Table()
  return {
    handler: make(table),
    input: outside.input,
    prepare: (runner) => {
      table.rows.clear()
      outside.prepare?.(runner)
    },
    observe: () => table.state,
  }
}

/** A module that reads it once and never writes. */
const rates = new Map([
  ["EUR", 1],
  ["USD", 1.1],
])

const atMostOnce = {
  semantics: StepSemantics.AtMostOncePerRetry,
  retryStrategy: () => ({ shouldRetry: false }),
} as const

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

/** Handlers that are right in shapes that the zoo lacks. Nothing may be reported of them. */
export const correct: Readonly<Record<string, () => Correct>> = {
  "an idempotency key that a step has recorded": () =>
    withTable((payments) => async (_event, context) => {
      const key = await context.step("key", async () => randomUUID())
      const paid = await context.step("pay", async () => payments.putIfAbsent(key, "paid"))
      return { key, paid }
    }),

  "a key that is hashed from the event": () =>
    withTable(
      (payments) => async (event: { order: string; cents: number }, context) => {
        const key = sha256(`${event.order}/${event.cents}`).slice(0, 24)
        await context.step("pay", async () => payments.putIfAbsent(key, event.cents))
        await context.wait("settle", { days: 1 })
        return key
      },
      { input: { order: "o-1", cents: 4_200 } },
    ),

  "a table that tells what was done before": () =>
    withTable((done) => async (_event, context) => {
      const isFirst = await context.step("claim", async () => {
        const owner = context.executionContext?.durableExecutionArn ?? "me"
        return done.putIfAbsent("job", owner) === owner
      })
      if (!isFirst) return "done by somebody else"
      await context.step("work", async () => void done.putIfAbsent("result", 42))
      return "done"
    }),

  "ids of uuid v7 under which rows are stored": () =>
    withTable((rows) => async (_event, context) => {
      const ids = await context.step("ids", async () => [v7(), v7()])
      await context.map("store", ids, async (child, id, index) =>
        child.step("put", async () => void rows.putIfAbsent(id, `row ${index}`)),
      )
      return { first: ids[0], last: ids.at(-1) }
    }),

  "hashes of ids, and a signature, in the result": () =>
    withTable((links) => async (_event, context) => {
      const secret = await context.step("secret", async () => randomBytes(16).toString("base64url"))
      const token = createHmac("sha256", secret).update("o-1").digest("base64url")
      await context.step("send", async () => void links.putIfAbsent(sha256(token), "sent"))
      return { link: `https://example.com/confirm?t=${token}`, short: sha256(secret).slice(0, 10) }
    }),

  "dates that are formatted": () =>
    withTable((letters) => async (_event, context) => {
      const at = await context.step("now", async () => Date.now())
      const date = new Date(at)
      const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(
        date,
      )
      const due = new Date(at + 14 * 86_400_000).toISOString().slice(0, 10)
      await context.step(
        "write",
        async () => void letters.putIfAbsent("letter", `On ${day}, due ${due}`),
      )
      return { day, due, year: date.getUTCFullYear(), week: date.toUTCString().slice(0, 3) }
    }),

  "a body under an AbortSignal that is longer than it takes": () =>
    withTable((calls) => async (_event, context) => {
      const answer = await context.step("call", async () => {
        const signal = AbortSignal.timeout(2_000)
        await sleep(Math.random() * 50, undefined, { signal })
        calls.putIfAbsent("call", "answered")
        return "answered"
      })
      return answer
    }),

  "a body that gives up by an AbortController, and is tried again": () =>
    withTable(
      (calls) => async (_event, context) =>
        context.step(
          "call",
          async ({ attempt }) => {
            const controller = new AbortController()
            const timer = setTimeout(() => controller.abort(), attempt === 1 ? 10 : 1_000)
            await sleep(attempt === 1 ? 500 : 20, undefined, { signal: controller.signal })
            clearTimeout(timer)
            calls.putIfAbsent("call", "answered")
            return "answered"
          },
          {
            retryStrategy: (_error, attempt) => ({
              shouldRetry: attempt < 9,
              delay: { seconds: 1 },
            }),
          },
        ),
    ),

  "a cache at the top of a module that is only read": () =>
    withTable((bills) => async (_event, context) => {
      const currency = await context.step("currency", async () => "USD")
      const rate = rates.get(currency) ?? 1
      await context.step("bill", async () => void bills.putIfAbsent("bill", 100 * rate))
      return rate
    }),

  "a client at the top of a module that is made on first use": () => {
    let client: { readonly send: (key: string) => void } | undefined
    return withTable((mails) => async (_event, context) => {
      await context.step("mail", async () => {
        client ??= { send: (key) => void mails.putIfAbsent(key, "sent") }
        client.send("o-1")
      })
      return "sent"
    })
  },

  "a batch of which some fail, and are reported": () =>
    withTable((rows) => async (_event, context) => {
      const batch = await context.map(
        "rows",
        ["a", "bad", "c"],
        async (child, row) =>
          child.step(
            "store",
            async () => {
              if (row === "bad") throw new Error(`cannot store ${row}`)
              rows.putIfAbsent(row, "stored")
              return row
            },
            { retryStrategy: () => ({ shouldRetry: false }) },
          ),
        { completionConfig: { toleratedFailureCount: 3 } },
      )
      return { stored: batch.getResults(), failed: batch.failureCount }
    }),

  "a saga whose undo list comes from recorded results": () =>
    withTable((bookings) => async (_event, context) => {
      const booked: string[] = []
      try {
        for (const what of ["flight", "hotel", "car"]) {
          const id = await context.step(
            `book ${what}`,
            async () => {
              if (what === "car") throw new Error("no car")
              bookings.putIfAbsent(what, "booked")
              return what
            },
            { retryStrategy: () => ({ shouldRetry: false }) },
          )
          booked.push(id)
        }
        return "booked"
      } catch (error) {
        for (const what of booked.toReversed()) {
          await context.step(
            `cancel ${what}`,
            async () => void bookings.rows.set(what, "cancelled"),
          )
        }
        return error instanceof StepError ? "cancelled" : "unknown"
      }
    }),

  "a step at most once whose outcome is asked for when it is unknown": () =>
    withTable((payments) => async (_event, context) => {
      const key = await context.step("key", async () => randomUUID())
      const pay = async (): Promise<string> => {
        await context.step("pay", async () => void payments.putIfAbsent(key, "paid"), atMostOnce)
        return "paid"
      }
      return pay().catch(async () =>
        context.step("look", async () => String(payments.putIfAbsent(key, "paid"))),
      )
    }),

  "a lock with an owner, given back in the end": () =>
    withTable((locks) => async (_event, context) => {
      const owner = await context.step("owner", async () => v7())
      await context.step("take", async () => {
        if (locks.putIfAbsent("lock", owner) !== owner) throw new Error("held by somebody else")
      })
      const result = await context.step("work", async () => "worked")
      await context.step("give back", async () => {
        if (locks.rows.get("lock") === owner) locks.rows.set("lock", "free")
      })
      return result
    }),

  "jitter in a body, and a poll until something is there": () => {
    let polls = 0
    return {
      prepare: () => void (polls = 0),
      observe: () => polls >= 3,
      handler: async (_event, context) =>
        context.waitForCondition(
          "there",
          async () => {
            await sleep(5 + Math.random() * 20)
            return ++polls >= 3
          },
          {
            initialState: false,
            waitStrategy: (isThere) =>
              isThere ? { shouldContinue: false } : { shouldContinue: true, delay: { seconds: 5 } },
          },
        ),
    }
  },

  "two approvals in any order, of which both count": () =>
    withTable(
      (votes) => async (_event, context) => {
        const ask = async (child: DurableContext, who: string): Promise<string> => {
          const vote = await child.waitForCallback(who, async (id) => {
            votes.putIfAbsent(`asked ${who}`, id)
          })
          return `${who}: ${vote}`
        }
        const all = await context.promise.all("both", [
          context.runInChildContext("legal", async (child) => ask(child, "legal")),
          context.runInChildContext("sales", async (child) => ask(child, "sales")),
        ])
        return all.toSorted()
      },
      {
        prepare: (runner) => {
          runner.completeCallback("legal", "yes")
          runner.completeCallback("sales", "no")
        },
      },
    ),

  "a chained invoke with a recorded request id": () =>
    withTable(
      (requests) => async (_event, context) => {
        const requestId = await context.step("request", async () => randomUUID())
        const answer = await context.invoke("charge", "charge", { requestId })
        await context.step("note", async () => void requests.putIfAbsent(requestId, answer))
        return answer
      },
      { prepare: (runner) => void runner.mockFunction("charge", () => ({ charged: true })) },
    ),

  "a page of results that is read until its end": () =>
    withTable((copies) => async (_event, context) => {
      let cursor: number | undefined = 0
      let pages = 0
      while (cursor !== undefined) {
        const from: number = cursor
        const page = await context.step(`page ${from}`, async () => {
          copies.putIfAbsent(`page ${from}`, "copied")
          return { next: from < 2 ? from + 1 : null }
        })
        cursor = page.next ?? undefined
        pages++
      }
      return pages
    }),

  "an id and a time of each invocation, for its log lines alone": () =>
    withTable((rows) => async (_event, context) => {
      const invocation = { id: Math.random().toString(36).slice(2), at: Date.now() }
      context.logger.info("begun", invocation)
      await context.step("work", async () => void rows.putIfAbsent("row", 1))
      await context.wait("rest", { hours: 1 })
      context.logger.info("done", invocation)
      return "done"
    }),

  "the time of its end in the result": () =>
    withTable((rows) => async (_event, context) => {
      await context.step("work", async () => void rows.putIfAbsent("row", 1))
      return { status: "done", at: new Date().toISOString(), took: `${Date.now()} ms` }
    }),

  "a choice by chance that a step has recorded": () =>
    withTable((rows) => async (_event, context) => {
      const variant = await context.step("variant", async () => (Math.random() < 0.3 ? "a" : "b"))
      await context.step(`show ${variant}`, async () => void rows.putIfAbsent(variant, "shown"))
      return variant
    }),
}
