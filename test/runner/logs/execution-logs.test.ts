import { Console } from "node:console"
import {
  type DurableContext,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { afterEach, describe, expect, test, vi } from "vitest"
import { asNeeded } from "../../support/as-needed.ts"
import { exactTimes } from "../../support/exact-times.ts"
import { SDKS, VERSIONS } from "../../sdk-versions/sdks.ts"
import { shop } from "./shop.ts"

const quiet = { ...exactTimes, ...asNeeded, logs: "capture" } as const

afterEach(() => {
  vi.restoreAllMocks()
})

function wrap(body: (context: DurableContext) => Promise<unknown>): DurableLambdaHandler {
  return withDurableExecution(async (_event: unknown, context: DurableContext) => body(context))
}

async function run(body: (context: DurableContext) => Promise<unknown>): Promise<Execution> {
  return new DurableTestRunner(quiet).run(wrap(body))
}

const shown = ({ logs }: Execution): unknown[] =>
  logs.map(({ level, message, operation, attempt, invocation, isReplay, elapsedMs }) =>
    [
      `${elapsedMs}ms`,
      `#${invocation}`,
      level,
      operation ?? "handler",
      attempt ?? "-",
      message,
      ...(isReplay === true ? ["replay"] : []),
    ].join(" "),
  )

describe("execution.logs has what the code of an execution has logged (A10)", () => {
  test("Lines of console and of the SDK's logger come with operation, attempt, invocation, replay and virtual time", async () => {
    const execution = await new DurableTestRunner(quiet).run(shop, { id: "o-1" })
    expect(shown(execution)).toMatchInlineSnapshot(`
      [
        "0ms #1 info handler - order o-1",
        "0ms #1 info handler - received { order: 'o-1' }",
        "0ms #1 warn charge 1 attempt of charge",
        "0ms #1 error charge 1 charging { cents: 900 }",
        "10000ms #2 info handler - order o-1 replay",
        "10000ms #2 warn charge 2 attempt of charge",
        "10000ms #2 error charge 2 charging { cents: 900 }",
        "10000ms #2 info handler - charged",
        "10000ms #2 debug delivery - packing",
        "10000ms #2 info delivery/pack 1 packed",
        "10810000ms #3 info handler - order o-1 replay",
        "10810000ms #3 info handler - charged replay",
        "10810000ms #3 debug delivery - packing replay",
        "10810000ms #3 info delivery - the truck is here",
        "10810000ms #3 info handler - done",
      ]
    `)
  })

  test("The data of a call of console is what was passed, as it was then", async () => {
    const order = { id: "o-1", lines: [1] }
    const { logs } = await run(async () => {
      console.log("order", order, 7)
      console.log(order)
      console.warn("alone")
      order.lines.push(2)
    })
    expect(logs.map(({ message, data }) => ({ message, data }))).toEqual([
      { message: "order { id: 'o-1', lines: [ 1 ] } 7", data: [{ id: "o-1", lines: [1] }, 7] },
      { message: "{ id: 'o-1', lines: [ 1 ] }", data: { id: "o-1", lines: [1] } },
      { message: "alone", data: undefined },
    ])
  })

  test("What cannot be copied is kept as it is", async () => {
    const close = (): void => {}
    const { logs } = await run(async () => console.log("socket", { close }))
    expect(logs[0]?.data).toEqual({ close })
  })

  test("Other methods of console are lines too, and stopwatches show virtual time", async () => {
    const { logs } = await run(async (context) => {
      console.assert(true, "fine")
      console.assert(false, "not fine")
      console.dir({ a: 1 })
      console.table([{ a: 1 }])
      console.count("n")
      console.count("n")
      console.trace("here")
      await context.step("slow", async () => {
        console.time("t")
        await new Promise((resolve) => setTimeout(resolve, 1_500))
        console.timeEnd("t")
        console.timeEnd("t")
      })
    })
    expect(logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      "error Assertion failed: not fine",
      "info { a: 1 }",
      expect.stringMatching(/^info ┌─+/),
      "info n: 1",
      "info n: 2",
      "trace here",
      "info t: 1500ms",
    ])
  })

  test("What is written to the streams of the process is a line, with its bytes decoded", async () => {
    const { logs } = await run(async () => {
      process.stdout.write("to stdout\n")
      process.stderr.write(Buffer.from("to stderr é"))
      process.stdout.write("  \n")
      await new Promise<void>((resolve) => process.stdout.write("flushed", () => resolve()))
    })
    expect(logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      "info to stdout",
      "error to stderr é",
      "info flushed",
    ])
  })

  test("A logger with a console of its own, made before the run as Powertools does, is read by its JSON", async () => {
    const own = new Console({ stdout: process.stdout, stderr: process.stderr })
    const line = { level: "CRITICAL", message: "broken", timestamp: "now", service: "shop", id: 7 }
    const { logs } = await run(async (context) => {
      await context.step("a", async () => own.error(JSON.stringify(line)))
      own.info(JSON.stringify({ level: 30, msg: "as pino", time: 1 }))
      own.info('{"level":"loud","message":"no level that there is"}')
      own.info('{"broken')
    })
    expect(logs).toMatchObject([
      { level: "fatal", message: "broken", data: { service: "shop", id: 7 }, operation: "a" },
      { level: "info", message: "as pino", data: undefined },
      { level: "info", message: '{"level":"loud","message":"no level that there is"}' },
      { level: "info", message: '{"broken' },
    ])
  })

  test("A custom logger gets the lines as configured, and what it prints is kept", async () => {
    const lines: unknown[] = []
    const { logs } = await run(async (context) => {
      const log = (...args: unknown[]): void => void lines.push(args)
      context.configureLogger({
        customLogger: {
          ...console,
          info: (message: string) => console.info(`mine: ${message}`),
          debug: log,
        },
      })
      context.logger.info("a")
      context.logger.debug("b")
    })
    expect(logs.map(({ message }) => message)).toEqual(["mine: a"])
    expect(lines).toEqual([["b"]])
  })

  test("modeAware: false lets the SDK's logger write in replays, which the entries tell", async () => {
    const { logs } = await run(async (context) => {
      context.configureLogger({ modeAware: false })
      context.logger.info("first")
      await context.wait({ hours: 1 })
      context.logger.info("second")
    })
    expect(
      logs.map(({ message, isReplay, invocation }) => [message, isReplay, invocation]),
    ).toEqual([
      ["first", false, 1],
      ["first", true, 2],
      ["second", false, 2],
    ])
  })

  test("Errors are told by message, and keep their own data", async () => {
    const { logs } = await run(async (context) => {
      context.logger.error("failed", new RangeError("too many"))
      console.error(new TypeError("no"))
    })
    expect(logs[0]).toMatchObject({
      level: "error",
      data: { errorType: "RangeError", errorMessage: "too many" },
    })
    expect(logs[0]?.message).toContain("failed RangeError: too many")
    expect(logs[1]?.data).toBeInstanceOf(TypeError)
  })

  test("Child executions have logs of their own, plain functions log for who invoked them", async () => {
    const runner = new DurableTestRunner(quiet)
    const child = wrap(async () => console.log("in the child"))
    runner.registerFunction("child", child)
    runner.registerFunction("plain", async () => console.log("in the plain one"), {
      durable: false,
    })
    const execution = await runner.run(
      wrap(async (context) => {
        await context.invoke("calls-child", "child:$LATEST", {})
        await context.invoke("calls-plain", "plain:$LATEST", {})
        console.log("last")
      }),
    )
    expect(
      execution.logs.map(({ message, functionName, operation }) => [
        message,
        functionName,
        operation,
      ]),
    ).toEqual([
      ["in the plain one", "plain", "calls-plain"],
      ["last", "durable-function", undefined],
    ])
    expect(execution.operation("calls-child").childExecution?.logs).toMatchObject([
      { message: "in the child", functionName: "child", invocation: 1, isReplay: false },
    ])
  })

  test("Code of an invocation that is over adds nothing", async () => {
    const { logs } = await run(async (context) => {
      void (async () => {
        await new Promise((resolve) => setTimeout(resolve, 60_000))
        console.log("never")
      })()
      await context.step("a", async () => console.log("in time"))
    })
    expect(logs.map(({ message }) => message)).toEqual(["in time"])
  })

  test("The logs of an open execution stay as they were when it was looked at", async () => {
    const runner = new DurableTestRunner(quiet)
    const started = runner.start(
      wrap(async (context) => {
        console.log("before")
        await context.waitForCallback("go", async () => {})
        console.log("after")
      }),
    )
    await started.untilCallback("go")
    const open = started.snapshot()
    runner.completeCallback("go", "yes")
    const done = await started.result()
    expect(open.logs).toHaveLength(1)
    expect(done.logs.map(({ message, isReplay }) => [message, isReplay])).toEqual([
      ["before", false],
      ["before", true],
      ["after", false],
    ])
  })

  test("What the test itself logs is no part of an execution", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {})
    const running = run(async (context) => context.wait({ seconds: 1 }))
    console.log("from the test")
    const { logs } = await running
    expect(logs).toEqual([])
    expect(log.mock.calls).toEqual([["from the test"]])
  })

  test.each(VERSIONS)("SDK %s tells replays, operations and attempts", async (version) => {
    const handler = SDKS[version].withDurableExecution(
      async (_event: unknown, context: DurableContext) => {
        console.log("start")
        context.logger.info("started")
        await context.step("a", async ({ logger }) => logger.info("in a"))
        await context.wait({ hours: 1 })
        console.log("end")
      },
    )
    const execution = await new DurableTestRunner(quiet).run(handler)
    expect(
      execution.logs.map(({ message, operation, isReplay }) => [message, operation, isReplay]),
    ).toEqual([
      ["start", undefined, false],
      ["started", undefined, false],
      ["in a", "a", false],
      ["start", undefined, true],
      ["end", undefined, false],
    ])
  })
})
