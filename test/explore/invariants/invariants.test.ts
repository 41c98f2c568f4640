import { expect, test } from "vitest"
import { exploring, problemOf } from "../exploring.ts"

const later = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1_000))

/** For handlers that are meant to fail. */
const WITHOUT_SUCCESS = { without: ["success"] } as const

test("termination: a handler that awaits what nothing settles", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {})
      await new Promise(() => {})
    },
    // Real time, of each run.
    { runner: { handlerTimeoutMs: 20 } },
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"termination: The handler of "durable-function" never settles. At +0s virtual time its invocation has no timer, no checkpoint and no visible I/O left. Outside of any step, it awaits a promise that nothing settles. Did you await a promise of your own in the handler, or I/O that belongs into context.step()? If real work without I/O (a worker thread, native code) takes longer than 20 ms, raise handlerTimeoutMs; to test a Lambda time-out, set functionTimeout."`,
  )
})

test("termination: a callback that only one order of events asks for", async () => {
  const verdict = await exploring(async (_event, context) => {
    const order: string[] = []
    await Promise.all([
      context.step("a", async () => {}).then(() => order.push("a")),
      context.step("b", async () => {}).then(() => order.push("b")),
    ])
    if (order[0] === "b") await context.waitForCallback("approve", async () => {})
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(`
    "termination: The execution cannot continue: at +20ms virtual time it is waiting, and nothing is scheduled that would wake it.
      callback "approve": call runner.completeCallback("approve", value) or runner.failCallback("approve", error) before the run, or give it a time-out in the handler"
  `)
  expect(verdict.failure?.foundBy).toBe("orders")
})

test("termination: an error of its own in every invocation", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {})
      void Promise.reject(new TypeError("lost"))
      await context.step("ship", async () => {})
    },
    { runner: { maxFailedInvocations: 5 } },
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"termination: The last 5 invocations of "durable-function" all failed, the last one with Runtime.UnhandledPromiseRejection: TypeError: lost. The service would retry until the execution's time-out. Fix the failure, or set executionTimeout to see how the execution ends, or maxFailedInvocations to allow more."`,
  )
})

test("termination: invocations that faults have struck are no failures of the handler", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {})
      await context.step("ship", async () => {})
    },
    { runner: { maxFailedInvocations: 1 } },
  )
  expect(problemOf(verdict)).toBe("nothing")
})

test("termination: an execution that ends FAILED is no violation", async () => {
  const verdict = await exploring(async (_event, context) => {
    await context.step("charge", async () => {})
    throw new Error("no stock")
  }, WITHOUT_SUCCESS)
  expect(problemOf(verdict)).toBe("nothing")
})

test("replay-determinism: a step that is named by chance", async () => {
  const verdict = await exploring(async (_event, context) => {
    await context.step("charge", async () => {})
    await context.step(`ship ${Math.random() < 0.5 ? "by air" : "by sea"}`, async () => {})
    await context.step(`track ${Math.floor(Math.random() * 1_000)}`, async () => {})
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"replay-determinism: operation 3 was recorded with name "track 802", and the replay asks for name "track 621""`,
  )
})

test("replay-determinism: the winner of a race decides the next step", async () => {
  const verdict = await exploring(async (_event, context) => {
    const first = await Promise.race([
      context.step("ask a", async () => "a"),
      context.step("ask b", async () => "b"),
    ])
    await context.step(`book ${first}`, async () => {})
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"replay-determinism: operation 3 was recorded with name "book b", and the replay asks for name "book a""`,
  )
})

test("replay-determinism: an operation of another type", async () => {
  const verdict = await exploring(async (_event, context) => {
    await context.step("charge", async () => {})
    if (Math.random() < 0.5) await context.wait("pause", { seconds: 1 })
    else await context.step("pause", async () => {})
    await context.step("ship", async () => {})
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"replay-determinism: operation 2 was recorded with type "WAIT", and the replay asks for type "STEP""`,
  )
})

test("replay-determinism: a step more than any run without faults records", async () => {
  const verdict = await exploring(async (_event, context) => {
    let isReplayed = true
    await context.step("charge", async () => {
      isReplayed = false
    })
    if (isReplayed) await context.step("log the replay", async () => {})
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"replay-determinism: a replay takes another path: after a fault it requests operations that no run without faults records"`,
  )
})

test("replay-determinism: names that steps have recorded may differ", async () => {
  const verdict = await exploring(async (_event, context) => {
    const carrier = await context.step("draw", async () => (Math.random() < 0.5 ? "a" : "b"))
    await context.step(`book ${carrier}`, async () => {})
  })
  expect(problemOf(verdict)).toBe("nothing")
})

test("replay-determinism: an error of the handler with the message of a divergence is no violation", async () => {
  const verdict = await exploring(async (_event, context) => {
    await context.step("charge", async () => {})
    throw new Error("Non-deterministic execution detected: by the handler itself")
  }, WITHOUT_SUCCESS)
  expect(problemOf(verdict)).toBe("nothing")
})

test("protocol: a result that is too large", async () => {
  const verdict = await exploring(async (_event, context) =>
    context.step("load", async () => "x".repeat(300_000)),
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"protocol: the service refused a checkpoint: STEP output payload size must be less than or equal to 262144 bytes."`,
  )
})

test("protocol: what is refused because of a fault is not the handler's doing", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {})
      await context.parallel("ship", [
        (branch) => branch.step("print", async () => {}),
        (branch) => branch.step("pack", async () => {}),
      ])
    },
    { tiers: ["sweep", "random"], maxSchedules: 400 },
  )
  expect(problemOf(verdict)).toBe("nothing")
  expect(verdict.coverage).toHaveProperty("an invocation that continues after it was given up")
})

test("hygiene: a step that nobody awaits", async () => {
  const verdict = await exploring(async (_event, context) => {
    void context.step("send a mail", async () => later(10))
    await context.step("charge", async () => {})
  })
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"hygiene: the execution succeeded while the body of step "send a mail" was still at work: nobody awaits it. Write await context.step("send a mail", ...)"`,
  )
})

test("hygiene: an error that nobody handles, in an execution that ends all the same", async () => {
  let invocations = 0
  const verdict = await exploring(
    async (_event, context) => {
      await context.step("charge", async () => {})
      invocations++
      if (invocations === 1) void Promise.reject(new RangeError("too much"))
      await context.step("ship", async () => {})
    },
    {
      prepare: () => {
        invocations = 0
      },
    },
  )
  expect(problemOf(verdict)).toMatchInlineSnapshot(
    `"hygiene: an invocation ended with an unhandled error: RangeError: too much"`,
  )
})

test("hygiene: the losers of Promise.race and Promise.any are no violation", async () => {
  for (const method of ["race", "any"] as const) {
    const verdict = await exploring(async (_event, context) => {
      await Promise[method]([
        context.step("fast", async () => {}),
        context.step("slow", async () => later(10)),
      ])
    })
    expect(problemOf(verdict)).toBe("nothing")
  }
})

test("hygiene: the losers of context.promise.race are no violation", async () => {
  const verdict = await exploring(async (_event, context) => {
    await context.promise.race("first", [
      context.step("fast", async () => {}),
      context.step("slow", async () => later(10)),
    ])
  })
  expect(problemOf(verdict)).toBe("nothing")
})

test("hygiene: the stragglers of a batch that completes early are no violation", async () => {
  const config = { completionConfig: { minSuccessful: 1 } }
  const inParallel = await exploring(async (_event, context) => {
    await context.parallel(
      "ask",
      [
        (branch) => branch.step("fast", async () => {}),
        (branch) => branch.step("slow", async () => later(10)),
      ],
      config,
    )
  })
  expect(problemOf(inParallel)).toBe("nothing")
  const mapped = await exploring(async (_event, context) => {
    await context.map(
      "ask",
      [0, 10],
      (branch, seconds) => branch.step(`${seconds} s`, async () => later(seconds)),
      config,
    )
  })
  expect(problemOf(mapped)).toBe("nothing")
})

test("hygiene: an execution that fails may leave something behind", async () => {
  const verdict = await exploring(async (_event, context) => {
    await Promise.all([
      context.step("slow", async () => later(10)),
      context
        .step("load", async () => {})
        .then(() => {
          throw new Error("no stock")
        }),
    ])
  }, WITHOUT_SUCCESS)
  expect(problemOf(verdict)).toBe("nothing")
})

test("An invariant that is switched off reports no violation", async () => {
  const verdict = await exploring(
    async (_event, context) => {
      void context.step("send a mail", async () => later(10))
      await context.step("charge", async () => {})
    },
    { without: ["hygiene"], maxSchedules: 30 },
  )
  expect(problemOf(verdict)).toBe("nothing")
})
