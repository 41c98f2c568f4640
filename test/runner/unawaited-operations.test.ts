import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution, explore } from "durable-test-runner"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { SDKS, VERSIONS } from "../sdk-versions/sdks.ts"
import { asNeeded } from "../support/as-needed.ts"
import { exactTimes } from "../support/exact-times.ts"

interface Warned extends Error {
  readonly code?: string
  readonly detail?: string
}

const warnings: Warned[] = []
const note = (warning: Error): void => void warnings.push(warning)

beforeEach(() => {
  warnings.length = 0
  process.on("warning", note)
})

afterEach(() => {
  process.off("warning", note)
})

/** Node emits warnings in a tick of its own. */
async function warned(): Promise<readonly string[]> {
  await new Promise((resolve) => setImmediate(resolve))
  return warnings.filter(({ code }) => code === "NOT_AWAITED").map(({ message }) => message)
}

type Body = (context: DurableContext) => Promise<unknown>

const { withDurableExecution } = SDKS["2.4.0"]
const handlerOf = (body: Body) =>
  withDurableExecution(async (_event: unknown, context: DurableContext) => body(context))

/** Each text is told once in a process, so each case has a function of its own. */
async function run(name: string, body: Body): Promise<Execution> {
  const runner = new DurableTestRunner({ functionName: name, ...exactTimes, ...asNeeded })
  runner.registerFunction("other", async () => "of the other", { durable: false })
  return runner.run(handlerOf(body))
}

const unawaitedIn = ({ operations }: Execution): readonly (string | undefined)[] =>
  operations.filter(({ isUnawaited }) => isUnawaited).map(({ name }) => name)

/** The rows that stand below the end of the execution. */
const leftIn = (execution: Execution): readonly string[] => {
  const lines = execution.timeline().split("\n")
  const end = lines.findLastIndex((line) => line.includes("execution succeeded"))
  return lines.slice(end + 1).map((line) => line.trim().replaceAll(/\s+/gu, " "))
}

const pause = async (ms: number): Promise<void> => {
  await new Promise((resolve) => setTimeout(resolve, ms))
}

const forgotten: Readonly<
  Record<string, { begin: (context: DurableContext) => unknown; left: string }>
> = {
  "step that is fast": {
    begin: (context) => context.step("it", async () => 1),
    left: "step it not awaited",
  },
  "step that is slow": {
    begin: (context) => context.step("it", async () => pause(5_000)),
    left: "step it left open, not awaited",
  },
  "step that is to be tried again": {
    begin: (context) =>
      context.step("it", async () => Promise.reject(new Error("no")), {
        retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 5 } }),
      }),
    left: "step it left open, not awaited",
  },
  wait: {
    begin: (context) => context.wait("it", { seconds: 5 }),
    left: "wait it left open, not awaited",
  },
  invoke: {
    begin: (context) => context.invoke("it", "other", {}),
    left: "chainedInvoke it left open, not awaited",
  },
  createCallback: {
    begin: (context) => context.createCallback("it"),
    left: "callback it left open, not awaited",
  },
  waitForCallback: {
    begin: (context) => context.waitForCallback("it", async () => {}),
    left: "waitForCallback it left open, not awaited",
  },
  waitForCondition: {
    begin: (context) =>
      context.waitForCondition("it", async (count: number) => count + 1, {
        initialState: 0,
        waitStrategy: () => ({ shouldContinue: true, delay: { seconds: 3 } }),
      }),
    left: "waitForCondition it left open, not awaited",
  },
  runInChildContext: {
    begin: (context) =>
      context.runInChildContext("it", async (child) => child.wait("for long", { days: 1 })),
    left: "runInChildContext it left open, not awaited",
  },
  map: {
    begin: (context) =>
      context.map("it", [1, 2], async (child, item) => child.step("pack", async () => item)),
    left: "map it not awaited",
  },
  parallel: {
    begin: (context) => context.parallel("it", [async (branch) => branch.wait({ days: 1 })]),
    left: "parallel it left open, not awaited",
  },
}

describe("an operation that the handler does not await is named, with the line that begins it", () => {
  test.for(Object.entries(forgotten))("%s", async ([kind, { begin, left }]) => {
    const execution = await run(`forgets-${kind.replaceAll(" ", "-")}`, async (context) => {
      void begin(context)
      await context.step("charge", async () => 1)
      return "done"
    })
    expect(execution.status).toBe("SUCCEEDED")
    expect(unawaitedIn(execution)).toEqual(["it"])
    expect(leftIn(execution)).toEqual([`+0s ${left}`])
    const method = kind.split(" ", 1)[0] ?? ""
    const [text, ...rest] = await warned()
    expect(rest).toEqual([])
    expect(text).toContain(`did not await ${method} "it". When it returns, Lambda freezes what has`)
    expect(text).toContain(`Write await context.${method}("it", ...), or return its promise.`)
    const at = warnings.find(({ code }) => code === "NOT_AWAITED")?.detail
    expect(at).toMatch(/^\s+at .*unawaited-operations\.test\.ts:\d+:\d+\)?$/u)
  })

  test("as the last thing that the handler does", async () => {
    const execution = await run("forgets-last", async (context) => {
      await context.step("charge", async () => 1)
      void context.step("mail", async () => 2)
    })
    expect(unawaitedIn(execution)).toEqual(["mail"])
  })

  test("in the function of a context, whatever comes after that", async () => {
    const execution = await run("forgets-inside", async (context) => {
      await context.runInChildContext("ship", async (child) => {
        void child.step("pack", async () => 1)
        await child.step("send", async () => 2)
      })
      await context.wait("cool off", { hours: 1 })
    })
    expect(unawaitedIn(execution)).toEqual(["pack"])
    expect(leftIn(execution)).toEqual(["+1h step pack (in ship) not awaited"])
  })

  test("several, without names", async () => {
    await run("forgets-many", async (context) => {
      for (let count = 0; count < 5; count++) void context.step(async () => count)
      await context.wait({ seconds: 1 })
    })
    expect(await warned()).toMatchInlineSnapshot(`
      [
        "The handler of "forgets-many" did not await step without a name, step without a name, step without a name and 2 more. When it returns, Lambda freezes what has not ended, and nobody sees an error of the operation. Write await context.step(...), or return its promise.",
      ]
    `)
  })
})

describe("the line of an operation that is not awaited", () => {
  /** The lines of this file that the warnings name, as distances to that of the first handler below. */
  const linesIn = (found: readonly Warned[]): readonly string[] =>
    found
      .filter(({ code }) => code === "NOT_AWAITED")
      .map(({ detail = "" }) => /:(\d+):\d+\)?$/u.exec(detail)?.[1] ?? "none")

  test("is that of this operation where others have the same name, or none", async () => {
    await run("same-name", async (context) => {
      await context.step("mail", async () => 1)
      await context.step(async () => 2)
      void context.step("mail", async () => 3)
      await context.wait({ seconds: 1 })
    })
    await run("no-name", async (context) => {
      await context.step("mail", async () => 1)
      await context.step(async () => 2)
      void context.step(async () => 3)
      await context.wait({ seconds: 1 })
    })
    await warned()
    const [named, unnamed] = linesIn(warnings).map(Number)
    expect((unnamed ?? 0) - (named ?? 0)).toBe(6)
  })

  test("is that of the branch which the run has taken, whatever another run took before", async () => {
    const handler = withDurableExecution(async (isFast: boolean, context: DurableContext) => {
      if (isFast) {
        void context.step("fast", async () => 1)
      } else {
        void context.step("slow", async () => 1)
      }
      await context.wait({ seconds: 1 })
    })
    for (const [functionName, isFast] of [
      ["branch-1", true],
      ["branch-2", false],
    ] as const) {
      await new DurableTestRunner({ functionName, ...exactTimes, ...asNeeded }).run(handler, isFast)
    }
    await warned()
    const [fast, slow] = linesIn(warnings).map(Number)
    expect((slow ?? 0) - (fast ?? 0)).toBe(2)
  })

  test("is left out where a run has more operations than are looked at", async () => {
    await run("many-before", async (context) => {
      for (let count = 0; count < 60; count++) await context.step(`pack ${count}`, async () => 1)
      void context.step("mail", async () => 3)
      await context.wait({ seconds: 1 })
    })
    expect(await warned()).toHaveLength(1)
    expect(linesIn(warnings)).toEqual(["none"])
  })
})

describe("what an async function does that is not awaited itself", () => {
  test("forEach with an async callback", async () => {
    const execution = await run("for-each", async (context) => {
      await context.step("charge", async () => 1)
      ;["a", "b"].forEach(
        // eslint-disable-next-line typescript/no-misused-promises -- That is what is tested.
        async (item) => {
          await context.step(`pack ${item}`, async () => 1)
          await context.step(`send ${item}`, async () => 2)
        },
      )
      return "done"
    })
    expect(unawaitedIn(execution)).toEqual(["pack a", "pack b"])
    expect(await warned()).toMatchInlineSnapshot(`
      [
        "The handler of "for-each" returned before step "pack a" and step "pack b" had ended. What awaits them (an async function, then, Promise.allSettled) is not awaited itself, and Lambda freezes what is left of it. Await that too: forEach ignores the promise of an async callback, await Promise.all(items.map(...)) does not. If they are meant to lose a race, write it with Promise.race.",
      ]
    `)
  })

  test("a function without await", async () => {
    const execution = await run("detached", async (context) => {
      const mail = async (): Promise<void> => {
        await context.wait("later", { seconds: 1 })
        await context.step("mail", async () => 1)
      }
      void mail()
      return "done"
    })
    expect(leftIn(execution)).toEqual(["+0s wait later left open, not awaited"])
  })
})

/** What awaits the operation is itself awaited by nobody, in other shapes than a function. */
const chained: Readonly<Record<string, (context: DurableContext) => unknown>> = {
  "then without await": (context) =>
    context.step("it", async () => pause(1_000)).then((value) => value),
  "catch after void": (context) =>
    void context.step("it", async () => pause(1_000)).catch(() => {}),
  "allSettled without await": (context) =>
    Promise.allSettled([context.step("it", async () => pause(1_000))]),
  "a race by hand": (context) => context.wait("it", { hours: 1 }).then(() => "late"),
}

test.for(Object.entries(chained))("%s is told, with what to write", async ([kind, begin]) => {
  const execution = await run(`chains-${kind.replaceAll(" ", "-")}`, async (context) => {
    void begin(context)
    await context.step("charge", async () => 1)
  })
  expect(unawaitedIn(execution)).toEqual(["it"])
  const [text] = await warned()
  expect(text).toContain(
    "What awaits it (an async function, then, Promise.allSettled) is not awaited itself",
  )
  expect(text).toContain("If it is meant to lose a race, write it with Promise.race.")
})

/** Shapes in which a later invocation, a getter or a caught error hides the missing await. */
const hidden: Readonly<Record<string, Body>> = {
  "in a catch": async (context) => {
    try {
      await context.step("charge", async () => Promise.reject(new Error("no")), {
        retryStrategy: () => ({ shouldRetry: false }),
      })
    } catch {
      void context.step("it", async () => 1)
    }
    await context.step("end", async () => 1)
  },
  "in a finally before a suspension": async (context) => {
    try {
      await context.step("charge", async () => 1)
    } finally {
      void context.step("it", async () => 1)
    }
    await context.wait("pause", { seconds: 1 })
  },
  "in a getter": async (context) => {
    const order = {
      get total() {
        return context.step("it", async () => 1)
      },
    }
    void order.total
    await context.step("end", async () => 1)
  },
  "in what wins a race": async (context) =>
    Promise.race([
      (async () => {
        void context.step("it", async () => 1)
        return context.step("won", async () => 2)
      })(),
      context.wait("late", { hours: 1 }),
    ]),
  "in a branch": async (context) =>
    context.parallel([
      async (branch) => {
        void branch.step("it", async () => 1)
        await branch.step("kept", async () => 1)
      },
    ]),
  "in the result": async (context) => ({ total: context.step("it", async () => 1) }),
  "as a condition": async (context) =>
    // oxlint-disable-next-line typescript/no-misused-promises -- That is what is tested.
    [1].some(() => context.step("it", async () => false)),
}

test.for(Object.entries(hidden))("a missing await %s is told", async ([kind, body]) => {
  const execution = await run(`hides-${kind.replaceAll(" ", "-")}`, body)
  expect(unawaitedIn(execution)).toEqual(["it"])
  expect(await warned()).toHaveLength(1)
})

const correct: Readonly<Record<string, { body: Body; left: readonly string[] }>> = {
  "Promise.race with a wait": {
    body: async (context) =>
      Promise.race([context.step("work", async () => 1), context.wait("late", { seconds: 60 })]),
    left: ["+0s wait late left open"],
  },
  "Promise.any": {
    body: async (context) =>
      Promise.any([context.step("one", async () => 1), context.step("two", async () => pause(9))]),
    left: ["+0s step two left open"],
  },
  "Promise.all that fails at once": {
    body: async (context) =>
      Promise.all([
        context.step("work", async () => Promise.reject(new Error("no")), {
          retryStrategy: () => ({ shouldRetry: false }),
        }),
        context.wait("late", { seconds: 60 }),
      ]).catch(() => "given up"),
    left: ["+0s wait late left open"],
  },
  "context.promise.race, told from the record in a later invocation": {
    body: async (context) => {
      const slow = context.step("slow", async () => {
        await pause(50)
        return "slow"
      })
      const fast = context.step("fast", async () => "fast")
      const first = await context.promise.race("first", [fast, slow])
      await context.wait("cool off", { hours: 1 })
      return first
    },
    left: [],
  },
  "context.promise.race that a wait has lost, in a later invocation": {
    body: async (context) => {
      const slow = context.wait("slow", { hours: 2 })
      const first = await context.promise.race<unknown>("first", [
        context.step("fast", async () => 1),
        slow,
      ])
      await context.wait("cool off", { hours: 1 })
      return first
    },
    left: ["+1h wait slow left open"],
  },
  "steps that are awaited again and again, and a loser between them": {
    body: async (context) => {
      await context.step("one", async () => 1)
      await context.wait("pause", { hours: 1 })
      await Promise.race([context.step("two", async () => 2), context.wait("late", { hours: 9 })])
      await context.wait("pause again", { hours: 1 })
    },
    left: ["+2h wait late left open"],
  },
  "a callback that is given up": {
    body: async (context) => {
      const [approved] = await context.createCallback("approve")
      return Promise.race([approved, context.wait("late", { seconds: 60 })])
    },
    left: ["+1m callback approve left open"],
  },
  "a map that is satisfied with less": {
    body: async (context) =>
      context.map("items", [1, 2, 3], async (child, item) => child.wait({ hours: item }), {
        completionConfig: { minSuccessful: 1 },
      }),
    left: [],
  },
  "a promise that is awaited later": {
    body: async (context) => {
      const work = context.step("work", async () => pause(5))
      await context.wait("first", { seconds: 1 })
      return work
    },
    left: [],
  },
  "promises that are awaited one by one, later": {
    body: async (context) => {
      const begun = new Map([1, 2].map((item) => [item, context.step(`${item}`, async () => item)]))
      await context.wait("first", { seconds: 1 })
      const done: number[] = []
      for (const promise of begun.values()) done.push(await promise)
      return done
    },
    left: [],
  },
  "a promise that resolves another one": {
    body: async (context) => {
      const { promise, resolve, reject } = Promise.withResolvers<number>()
      void context.step("work", async () => 1).then(resolve, reject)
      return promise
    },
    left: [],
  },
  "an async generator that loses": {
    body: async (context) => {
      async function* late() {
        await context.wait("late", { hours: 1 })
        yield "late"
      }
      return Promise.race([late().next(), context.step("work", async () => 1)])
    },
    left: ["+0s wait late left open"],
  },
  "a promise with then and catch": {
    body: async (context) => context.step("work", async () => 1).then((one) => one + 1),
    left: [],
  },
}

describe("what is meant to be left open is a row of the timeline, and no warning", () => {
  test.for(Object.entries(correct))("%s", async ([, { body, left }]) => {
    const execution = await run("correct", body)
    expect(execution.status).toBe("SUCCEEDED")
    expect(unawaitedIn(execution)).toEqual([])
    expect(leftIn(execution)).toEqual(left)
    expect(await warned()).toEqual([])
  })

  test("an execution that fails has an error of its own", async () => {
    const execution = await run("fails", async (context) => {
      void context.wait("it", { seconds: 5 })
      await context.step("charge", async () => Promise.reject(new Error("no funds")), {
        retryStrategy: () => ({ shouldRetry: false }),
      })
    })
    expect(execution.status).toBe("FAILED")
    expect(execution.timeline()).not.toContain("left open")
    expect(unawaitedIn(execution)).toEqual([])
    expect(await warned()).toEqual([])
  })
})

test.for(VERSIONS)("version %s of the SDK shows what is not awaited", async (version) => {
  const runner = new DurableTestRunner({
    functionName: `version-${version.replaceAll(".", "-")}`,
    ...exactTimes,
  })
  const execution = await runner.run(
    SDKS[version].withDurableExecution(async (_event: unknown, context: DurableContext) => {
      void context.step("mail", async () => 1)
      await context.step("charge", async () => 2)
      await context.wait("cool off", { hours: 1 })
    }),
  )
  expect(unawaitedIn(execution)).toEqual(["mail"])
  expect(await warned()).toHaveLength(1)
})

test("a step that nobody awaits is told once for each text, and once for each function", async () => {
  for (const name of ["twice", "twice", "thrice"]) {
    await run(name, async (context) => {
      void context.step("mail", async () => 1)
      await context.step("charge", async () => 2)
    })
  }
  expect(await warned()).toHaveLength(2)
})

test.for([
  ["wait", (context: DurableContext) => context.wait("it", { seconds: 5 })],
  ["createCallback", (context: DurableContext) => context.createCallback("it")],
  ["step", (context: DurableContext) => context.step("it", async () => 1)],
] as const)("explore reports a %s that nobody awaits", async ([method, begin]) => {
  const verdict = await explore(
    handlerOf(async (context) => {
      void begin(context)
      await context.step("charge", async () => 1)
    }),
  )
  expect(verdict.failure?.violation).toMatchObject({
    invariant: "hygiene",
    message: `the execution succeeded, and nobody awaited ${method} "it": what becomes of it is lost. Write await context.${method}("it", ...)`,
    operation: "it",
  })
  expect(await warned()).toEqual([])
})

test("explore tells of a function that is not awaited by what it awaits", async () => {
  const verdict = await explore(
    handlerOf(async (context) => {
      ;["a", "b"].forEach(
        // eslint-disable-next-line typescript/no-misused-promises -- That is what is tested.
        async (item) => {
          await context.step(`pack ${item}`, async () => 1)
        },
      )
      await context.step("charge", async () => 1)
    }),
  )
  expect(verdict.failure?.violation.message).toBe(
    'the execution succeeded while the body of step "pack a" was still at work: nobody awaits it. ' +
      'Await the function that awaits step "pack a", too',
  )
})
