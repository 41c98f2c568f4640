import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore } from "durable-test-runner"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"

/** What reaches the test's output, by its console and by the process's own stream. */
const printed: string[] = []

/** Plain functions, which print as the real ones do; a spy would be called in any case. */
beforeEach(() => {
  printed.length = 0
  const { log } = console
  const write = process.stdout.write.bind(process.stdout)
  console.log = (...args: unknown[]) => void printed.push(args.join(" "))
  process.stdout.write = (chunk: unknown) => printed.push(String(chunk).trimEnd()) > 0
  return () => {
    console.log = log
    process.stdout.write = write
  }
})

afterEach(() => {
  vi.restoreAllMocks()
})

const handler = withDurableExecution(
  async (input: { readonly fails?: boolean } | undefined, context: DurableContext) => {
    console.log("begin")
    await context.wait({ hours: 3 })
    await context.step("pay", async ({ logger }) => logger.info("paying"))
    if (input?.fails === true) throw new Error("broke")
    return "done"
  },
)

const texts = (): string[] =>
  printed.map((text) =>
    text.startsWith("{") ? (JSON.parse(text) as { message: string }).message : text,
  )

describe("the option logs says what is printed (A10)", () => {
  test("By default a run prints its lines as they come, each once", async () => {
    await new DurableTestRunner(asNeeded).run(handler)
    expect(texts()).toEqual(["begin", "begin", "paying"])
  })

  test("capture keeps them, and a spy of the test is called all the same", async () => {
    const execution = await new DurableTestRunner({ ...asNeeded, logs: "capture" }).run(handler)
    expect(printed).toEqual([])
    expect(execution.logs.map(({ message }) => message)).toEqual(["begin", "begin", "paying"])
    const spy = vi.spyOn(console, "log").mockImplementation(() => {})
    await new DurableTestRunner({ ...asNeeded, logs: "capture" }).run(handler)
    expect(spy.mock.calls).toEqual([["begin"], ["begin"]])
  })

  test("on-failure prints nothing of an execution that succeeds", async () => {
    await new DurableTestRunner({ logs: "on-failure" }).run(handler)
    expect(printed).toEqual([])
  })

  test("on-failure prints all lines of an execution that fails, with place and virtual time", async () => {
    await new DurableTestRunner({ ...exactTimes, ...asNeeded, logs: "on-failure" }).run(handler, {
      fails: true,
    })
    expect(printed.join("\n")).toMatchInlineSnapshot(`
      "Logs of durable-function (FAILED):
        +0s  info  invocation 1  begin
        +3h  info  invocation 2  begin (replay)
        +3h  info  pay           paying"
    `)
  })

  test("on-failure prints the lines of a run that cannot end", async () => {
    const waits = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      console.log("waiting")
      await context.waitForCallback("approve", async () => {})
    })
    const run = new DurableTestRunner({ ...exactTimes, ...asNeeded, logs: "on-failure" }).run(waits)
    await expect(run).rejects.toThrow("approve")
    expect(printed.join("\n")).toMatchInlineSnapshot(`
      "Logs of durable-function (RUNNING):
        +0s  info  invocation 1  waiting"
    `)
  })

  test("A replay check prints the lines of its first run, and none of the replays", async () => {
    await new DurableTestRunner().checkReplay(handler)
    expect(texts()).toEqual(["begin", "begin", "paying"])
  })

  test("A responder prints as the runner's option says", async () => {
    const waits = withDurableExecution(async (_event: unknown, context: DurableContext) =>
      context.waitForCallback("approve", async () => {}),
    )
    for (const logs of ["print", "capture"] as const) {
      const runner = new DurableTestRunner({ logs })
      runner.onCallback("approve", async (callback) => {
        console.log(`asked, ${logs}`)
        await callback.succeed("yes")
      })
      const { logs: entries } = await runner.run(waits)
      expect(entries).toEqual([])
    }
    expect(printed).toEqual(["asked, print"])
  })

  test("A mode that does not exist is refused with those that do", () => {
    expect(() => new DurableTestRunner({ logs: "silent" as "print" })).toThrow(
      'logs is "silent". Pass one of "print", "capture", "on-failure".',
    )
  })
})

let charged = 0
const buggy = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  console.log("begin")
  await context.step("charge", async ({ logger }) => {
    charged++
    logger.info("charging", { times: charged })
  })
  console.log("end")
})
const options = {
  name: "buggy",
  failures: false as const,
  prepare: () => (charged = 0),
  observe: () => charged,
}

describe("an exploration keeps what its runs log, and tells those of the counterexample (A10)", () => {
  test("Its verdict shows the lines of the counterexample, and nothing is printed", async () => {
    const { failure, message } = await explore(buggy, options)
    expect(printed).toEqual([])
    expect(failure?.logs.map((entry) => entry.message)).toEqual([
      "begin",
      "charging { times: 1 }",
      "begin",
      "charging { times: 2 }",
      "end",
    ])
    expect(message.slice(message.indexOf("  logs"), message.indexOf("  at ")))
      .toMatchInlineSnapshot(`
      "  logs
          +0s  info  invocation 1  begin
          +0s  info  charge        charging { times: 1 }
          +0s  info  invocation 2  begin
          +0s  info  charge        charging { times: 2 }
          +0s  info  invocation 2  end

      "
    `)
  })

  test("capture leaves them out of the text, and print prints those of each run", async () => {
    const kept = await explore(buggy, { ...options, runner: { logs: "capture" } })
    expect(kept.failure?.logs).toHaveLength(5)
    expect(kept.message).not.toContain("charging")
    expect(printed).toEqual([])
    await explore(buggy, { ...options, maxSchedules: 5, runner: { logs: "print" } })
    expect(printed.length).toBeGreaterThan(5)
  })

  test("A run by a schedule that a test makes itself prints as a plain one", async () => {
    const { failure } = await explore(buggy, options)
    charged = 0
    await new DurableTestRunner().replaySchedule(failure?.schedule ?? "", buggy)
    expect(texts()).toEqual([
      "begin",
      "charging { times: 1 }",
      "begin",
      "charging { times: 2 }",
      "end",
    ])
  })
})
