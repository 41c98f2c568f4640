import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { BlockedExecutionError, DurableTestRunner, UnusedScriptError } from "durable-test-runner"
import { InvocationStuckError, ResponderError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { exactTimes } from "../support/exact-times.ts"
import { expectRejection } from "./expect-error.ts"

type Body = (context: DurableContext) => Promise<unknown>

function handlerOf(body: Body) {
  return withDurableExecution(async (_event: unknown, context: DurableContext) => body(context))
}

const approves: Body = async (context) => context.waitForCallback("approve", async () => {})

async function blocked(body: Body, prepare: (runner: DurableTestRunner) => void): Promise<string> {
  const runner = new DurableTestRunner(exactTimes)
  prepare(runner)
  const { message } = await expectRejection(runner.run(handlerOf(body)), BlockedExecutionError)
  return message
}

describe("a blocked run says which responder never answered, and since when (B10)", () => {
  test("one that awaits an id that it was never told", async () => {
    const message = await blocked(approves, (runner) => {
      runner.onCallback("approve", async () => new Promise(() => {}))
    })
    expect(message).toMatchInlineSnapshot(`
      "The execution cannot continue: at +20ms virtual time it is waiting, and nothing is scheduled that would wake it.
        callback "approve": its responder, onCallback("approve", ...), received it at +20ms and never answered: it still awaits something. Does it wait for what only another part of the test does, or for an id that it was never told?"
    `)
  })

  test("one that has returned, after some time of its own", async () => {
    const message = await blocked(approves, (runner) => {
      runner.onCallback(/^app/, async (callback) => callback.sleep({ minutes: 5 }))
    })
    expect(message).toMatchInlineSnapshot(`
      "The execution cannot continue: at +5m 20ms virtual time it is waiting, and nothing is scheduled that would wake it.
        callback "approve": its responder, onCallback(/^app/, ...), received it at +20ms and returned without an answer. Let it await callback.succeed(value) or callback.fail(error), or give the callback a time-out in the handler"
    `)
  })

  test("one that is chosen by a predicate, for a callback that is created later", async () => {
    const body: Body = async (context) => {
      await context.wait("pause", { hours: 3 })
      const [answer] = await context.createCallback("review", { timeout: undefined as never })
      return answer
    }
    const message = await blocked(body, (runner) => {
      runner.onCallback(
        ({ name }) => name === "review",
        async () => {},
      )
    })
    expect(message).toContain("onCallback(predicate, ...), received it at +3h")
  })

  test("Without a responder the advice is to complete the callback", async () => {
    const message = await blocked(approves, () => {})
    expect(message).toContain('call runner.completeCallback("approve", value)')
    expect(message).not.toContain("responder")
  })
})

describe("an error of a responder shows the lines of the user (B11)", () => {
  const own = (message: string): string[] => message.split("\n").slice(1)

  test("for an error, at once, later, and of something it calls", async () => {
    const fail = (): never => {
      throw new TypeError("no mailbox")
    }
    const responders = [
      () => fail(),
      async () => fail(),
      async (callback: { sleep(duration: object): Promise<void> }) => {
        await callback.sleep({ hours: 1 })
        fail()
      },
    ]
    for (const respond of responders) {
      const runner = new DurableTestRunner()
      runner.onCallback("approve", respond)
      const { message } = await expectRejection(runner.run(handlerOf(approves)), ResponderError)
      expect(message.split("\n")[0]).toMatch(/threw at \+.* virtual time: TypeError: no mailbox$/)
      expect(own(message)[0]).toContain(import.meta.filename)
      expect(own(message).filter((line) => !line.includes(import.meta.filename))).toEqual([])
    }
  })

  test("What is no error is shown as it is, without lines", async () => {
    const runner = new DurableTestRunner()
    runner.onCallback("approve", async () => Promise.reject("closed"))
    const { message } = await expectRejection(runner.run(handlerOf(approves)), ResponderError)
    expect(message).toMatch(/virtual time: closed$/)
  })
})

describe("a step that was left started under a completed context (C5)", () => {
  const sleeps = (ms: number) => async () => {
    await new Promise((resolve) => setTimeout(resolve, ms))
  }

  test("of a map that was satisfied without it", async () => {
    const body: Body = async (context) => {
      await context.map(
        "ship",
        [100, 200, 300],
        async (item, ms) => item.step("pack", sleeps(ms)),
        {
          completionConfig: { minSuccessful: 2 },
        },
      )
      await context.wait({ hours: 1 })
    }
    const { message } = await expectRejection(
      new DurableTestRunner(exactTimes).run(handlerOf(body)),
      InvocationStuckError,
    )
    expect(message).toMatchInlineSnapshot(
      `"The handler of "durable-function" never settles. At +300ms virtual time its invocation has no timer, no checkpoint and no visible I/O left. The service knows of step "pack" under map "ship" as started, although that context has completed: the body has settled since, and the SDK drops the checkpoint of a step whose context has completed. It will never end, and the SDK does not suspend as long as a step is started. In production the invocation stays alive, and is billed, until the function time-out. Let every branch end before its context completes (without minSuccessful or a race), or let nothing that suspends follow; to test the Lambda time-out, set functionTimeout."`,
    )
  })

  test("of a parallel that was satisfied without it, and steps without names", async () => {
    const body: Body = async (context) => {
      await context.parallel(
        [1, 500, 600].map((ms) => async (branch: DurableContext) => branch.step(sleeps(ms))),
        { completionConfig: { minSuccessful: 1 } },
      )
      await context.wait({ hours: 1 })
    }
    const { message } = await expectRejection(
      new DurableTestRunner(exactTimes).run(handlerOf(body)),
      InvocationStuckError,
    )
    expect(message).toContain(
      "as started, although that context has completed: the bodies have settled",
    )
  })

  test("A step whose body never settles is no such step, under a completed context or not", async () => {
    const hangs = async (): Promise<void> => new Promise(() => {})
    const bodies: Body[] = [
      async (context) => context.step("hang", hangs),
      async (context) => {
        await context.map(
          "ship",
          [1, 2],
          async (item, n) => item.step("pack", n === 1 ? sleeps(1) : hangs),
          {
            completionConfig: { minSuccessful: 1 },
          },
        )
        await context.wait({ hours: 1 })
      },
    ]
    for (const body of bodies) {
      const { message } = await expectRejection(
        new DurableTestRunner().run(handlerOf(body)),
        InvocationStuckError,
      )
      expect(message).toMatch(
        /The body of step "(hang|pack)" awaits a promise that nothing settles/,
      )
    }
  })
})

describe("a script answers one callback (D4)", () => {
  const both: Body = async (context) => {
    await context.waitForCallback("approve-1", async () => {})
    await context.waitForCallback("approve-2", async () => {})
  }

  test("and the message of a blocked run says that a pattern was used up", async () => {
    const message = await blocked(both, (runner) => runner.completeCallback(/^approve/))
    expect(message).toMatchInlineSnapshot(`
      "The execution cannot continue: at +40ms virtual time it is waiting, and nothing is scheduled that would wake it.
        callback "approve-2": call runner.completeCallback("approve-2", value) or runner.failCallback("approve-2", error) before the run, or give it a time-out in the handler. completeCallback(/^approve/) was used up by an earlier callback: each script answers one callback, so repeat it for each, or use runner.onCallback"
    `)
  })

  test("also for a name, and for several scripts", async () => {
    const three: Body = async (context) => {
      for (let n = 0; n < 3; n++) await context.waitForCallback("approve", async () => {})
    }
    const one = await blocked(three, (runner) => runner.completeCallback("approve"))
    expect(one).toContain('completeCallback("approve") was used up by an earlier callback')
    const two = await blocked(three, (runner) => {
      runner.completeCallback("approve")
      runner.completeCallback(/app/)
    })
    expect(two).toContain('2 scripts such as completeCallback("approve") were used up')
  })

  test("A pattern that is repeated, or a responder, answers both", async () => {
    const repeated = new DurableTestRunner()
    repeated.completeCallback(/^approve/)
    repeated.completeCallback(/^approve/)
    expect((await repeated.run(handlerOf(both))).status).toBe("SUCCEEDED")
    const responding = new DurableTestRunner()
    responding.onCallback(/^approve/, async (callback) => callback.succeed())
    expect((await responding.run(handlerOf(both))).status).toBe("SUCCEEDED")
  })

  test("A script of another name is not said to be used up", async () => {
    const message = await blocked(both, (runner) => runner.completeCallback("approve-1"))
    expect(message).not.toContain("used up")
  })
})

describe("a durable target that is invoked without a qualifier (F15)", () => {
  const payments = handlerOf(async () => "paid")
  const WAYS =
    /Invoke "payments:\$LATEST" .* or make the target a plain function: registerFunction\("payments", handler, \{ durable: false \}\)/

  const invokes: Body = async (context) => context.invoke("pay", "payments", {})

  test("is explained in the timeline", async () => {
    const execution = await new DurableTestRunner()
      .registerFunction("payments", payments)
      .run(handlerOf(invokes))
    expect(execution.timeline()).toMatch(WAYS)
  })

  test("is explained in the error of an unused script, also where the handler caught it", async () => {
    const bodies: Body[] = [invokes, async (context) => invokes(context).catch(() => "caught")]
    for (const body of bodies) {
      const runner = new DurableTestRunner().registerFunction("payments", payments)
      runner.completeCallback("approve")
      const { message } = await expectRejection(runner.run(handlerOf(body)), UnusedScriptError)
      expect(message).toMatch(WAYS)
    }
  })

  test("is explained in the error of a blocked run", async () => {
    const body: Body = async (context) => {
      await invokes(context).catch(() => {})
      await approves(context)
    }
    const message = await blocked(body, (runner) => runner.registerFunction("payments", payments))
    expect(message).toMatch(WAYS)
  })

  test("and both ways out work", async () => {
    const qualified = new DurableTestRunner().registerFunction("payments", payments)
    const named = handlerOf(async (context) => context.invoke("pay", "payments:$LATEST", {}))
    expect((await qualified.run(named)).expectResult()).toBe("paid")
    const plain = new DurableTestRunner()
    plain.registerFunction("payments", async () => "plain", { durable: false })
    expect((await plain.run(handlerOf(invokes))).expectResult()).toBe("plain")
  })

  test("Another failure of an invoke has no such advice", async () => {
    const execution = await new DurableTestRunner().run(handlerOf(invokes))
    expect(execution.timeline()).not.toContain('Invoke "')
  })
})
