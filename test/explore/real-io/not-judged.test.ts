import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import {
  type DurableContext,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { explore } from "durable-test-runner"
import { ExplorationError } from "durable-test-runner/errors"
import type { Verdict } from "durable-test-runner/explore"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { onePage } from "../../support/one-page.ts"
import { OrderedServer } from "./ordered-server.ts"

/** Tells each of two requests in which place it answers it, which is another one every second time. */
const places = new OrderedServer(2, (_path, place) => `place ${place}`)
let url = ""

beforeAll(async () => {
  url = await places.listen()
})
afterAll(async () => places.close())

const BOUNDS = { runner: onePage, failures: false, progress: false, maxSchedules: 30 } as const

const ask = async (name: string): Promise<string> => (await fetch(`${url}/${name}`)).text()

const durable = (body: (context: DurableContext) => Promise<unknown>): DurableLambdaHandler =>
  withDurableExecution(async (_event: unknown, context: DurableContext) => body(context))

/** The port of the server differs from run to run, and so does the step whose answer differs first. */
const steady = ({ message }: Verdict): string =>
  message
    .replaceAll(url, "http://shop")
    .replace(/step "[ab]" returned "place \d+", then "place \d+"/u, "a step returned other places")

describe("A search is not judged where real I/O", () => {
  test("answers otherwise in each run", async () => {
    const verdict = await explore(
      durable(async (context) =>
        Promise.all(["a", "b"].map((name) => context.step(name, async () => ask(name)))),
      ),
      { ...BOUNDS, name: "seats" },
    )
    expect(steady(verdict)).toMatchInlineSnapshot(`
      "seats: not judged

      real I/O decides, which no schedule controls: two runs of the same schedule differ, because a step returned other places.
      So the search reports neither a violation nor a pass.

        real I/O     fetch of GET http://shop/a, fetch of GET http://shop/b
        in           step "a", step "b"
        instead      replace it: runner.mockStep, a fake client, or --stub on the command line. If it is to be
                     real, let it end in the same way in each run: prepare resets what it acts on"
    `)
    expect(verdict.passed).toBe(false)
    expect(verdict.failure).toBeUndefined()
    expect(verdict.proof).toBeUndefined()
    expect(verdict.legalOutcomes).toEqual([])
    expect(verdict.uncontrolled?.steps.toSorted()).toEqual(["a", "b"])
    expect(() => verdict.assertPassed()).toThrow(ExplorationError)
  })

  test("ends in an order that bodies remember", async () => {
    const order: string[] = []
    const verdict = await explore(
      durable(async (context) => {
        const remember = async (name: string): Promise<void> => {
          await ask(name)
          order.push(name)
        }
        await Promise.all(["a", "b"].map((name) => context.step(name, async () => remember(name))))
        return context.step("first", async () => order[0])
      }),
      { ...BOUNDS, prepare: () => void (order.length = 0) },
    )
    expect(verdict.failure).toBeUndefined()
    expect(verdict.uncontrolled?.difference).toMatch(
      /^two runs of the same schedule differ, because real I\/O ended first in step "[ab]", then in step "[ab]"$/u,
    )
  })

  test("does not end in time", async () => {
    const silent = createServer(() => {})
    await new Promise<void>((resolve) => {
      silent.listen(0, "127.0.0.1", resolve)
    })
    const { port } = silent.address() as AddressInfo
    const verdict = await explore(
      durable(async (context) =>
        context.step("call", async () => (await fetch(`http://127.0.0.1:${port}/`)).text()),
      ),
      { ...BOUNDS, runner: { ...onePage, realIoTimeoutMs: 60, handlerTimeoutMs: 20 } },
    )
    silent.closeAllConnections()
    silent.close()
    expect(verdict.failure).toBeUndefined()
    expect(verdict.uncontrolled?.difference.replace(String(port), "80")).toBe(
      "a run waited for fetch of GET http://127.0.0.1:80/, which did not end in time (realIoTimeoutMs)",
    )
  })
})

describe("What is not of the real I/O is judged all the same:", () => {
  test("a variable that outlives a run, although the order of real I/O differs too", async () => {
    let runs = 0
    const { failure, uncontrolled } = await explore(
      durable(async (context) => {
        await Promise.all(
          ["a", "b"].map((name) => context.step(name, async () => void (await ask(name)))),
        )
        return context.step("count", async () => ++runs)
      }),
      BOUNDS,
    )
    expect(uncontrolled).toBeUndefined()
    expect(failure?.violation.invariant).toBe("hygiene")
    expect(failure?.violation.message).toContain(
      "the same schedule, run twice, came to another outcome",
    )
  })

  test("real I/O outside of steps, whose order decides which operation comes first", async () => {
    const { failure, uncontrolled, message } = await explore(
      durable(async (context) =>
        Promise.all(
          ["a", "b"].map(async (name) => {
            await ask(name)
            return context.step(name, async () => name)
          }),
        ),
      ),
      BOUNDS,
    )
    expect(uncontrolled).toBeUndefined()
    expect(failure?.violation.invariant).toBe("replay-determinism")
    expect(message).toContain("it depends on I/O outside of a step, which a replay does again")
  })
})

test("A search is judged where real I/O differs in the first runs alone, as that of kept connections does", async () => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked++
    response.end(asked <= 2 ? `warming up, ${asked}` : "warm")
  })
  await new Promise<void>((listening) => void server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as AddressInfo
  const verdict = await explore(
    durable(async (context) =>
      context.step("ask", async () => (await fetch(`http://127.0.0.1:${port}/`)).text()),
    ),
    BOUNDS,
  )
  server.closeAllConnections()
  server.close()
  expect(verdict.uncontrolled).toBeUndefined()
  expect(verdict.failure).toBeUndefined()
  expect(verdict.passed).toBe(true)
})
