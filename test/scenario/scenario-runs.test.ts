import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner, explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { temporaryFolder } from "../support/temporary-folder.ts"

const order = withDurableExecution(async (event: { id: string }, context: DurableContext) => {
  const price = await context.invoke("prices:live", { id: event.id })
  const receipt = await context.step("charge", async () => fetch("https://pay.example"))
  const answer = await context
    .waitForCallback("approve", async () => {}, { timeout: { hours: 8 } })
    .catch((error: unknown) => (error as Error).message)
  return { price, receipt, answer }
})

const APPROVED = `
# An approval after five hours.
description: approved
input: { id: o-1 }
callbacks:
  approve:
    - heartbeat: { every: 1h, times: 2 }
    - succeed: { by: jo }
      after: 5h
steps:
  charge: { return: { paid: true } }
functions:
  prices:live: { return: 42 }
expect:
  status: SUCCEEDED
  result: { price: 42, receipt: { paid: true }, answer: '{"by":"jo"}' }
`

const folder = temporaryFolder()

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

describe("runner.scenario scripts a run", () => {
  test("a YAML file scripts callbacks, steps and functions, and says how the run is to end", async () => {
    const runner = new DurableTestRunner()
    const scenario = runner.scenario(fileOf("approved.yaml", APPROVED))
    expect(scenario.description).toBe("approved")
    const execution = await runner.run(order, scenario.input)
    expect(execution.result).toEqual({
      price: 42,
      receipt: { paid: true },
      answer: '{"by":"jo"}',
    })
    expect(execution.deliveries).toHaveLength(3)
    scenario.assertMet(execution)
  })

  test("a JSON file, its URL and an object say the same", async () => {
    const data = {
      callbacks: { "/^app/": "fail" as const },
      steps: { charge: [{ throw: "offline", times: 2 }, { return: "r-1" }] },
      functions: { prices: { return: null, aliases: ["live"] } },
      expect: { status: "SUCCEEDED" as const, result: { price: null, receipt: "r-1", answer: "" } },
    }
    const url = pathToFileURL(fileOf("same.json", JSON.stringify(data)))
    for (const given of [data, url, fileOf("again.json", JSON.stringify(data, undefined, 2))]) {
      const runner = new DurableTestRunner()
      const scenario = runner.scenario(given)
      const execution = await runner.run(order, { id: "o-1" })
      expect(execution.operation("charge").attempts).toHaveLength(3)
      expect(execution.result).toMatchObject({ price: null, receipt: "r-1" })
      expect(scenario.expected.status).toBe("SUCCEEDED")
    }
  })

  test("a scenario prepares each run of an exploration", async () => {
    const approved = fileOf("explored.yaml", APPROVED)
    const { passed, legalOutcomes } = await explore(order, {
      input: { id: "o-1" },
      prepare: (runner) => void runner.scenario(approved),
      observe: "bodies",
      maxSchedules: 40,
      failures: false,
    })
    expect(passed).toBe(true)
    expect(legalOutcomes.length).toBeGreaterThan(0)
  })

  test("silence, null and delays and interruptions are what the runner's own calls make of them", async () => {
    let bodies = 0
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const sent = await context.waitForCallback("sent", async () => {})
      const silent = await context
        .waitForCallback("silent", async () => {}, { timeout: { minutes: 5 } })
        .catch((error: unknown) => (error as Error).name)
      await context.step("slow", async () => ++bodies)
      return { sent: sent ?? "nothing", silent }
    })
    const runner = new DurableTestRunner()
    runner.scenario({
      callbacks: { sent: { succeed: null, after: { minutes: 1 } }, silent: "timeout" },
      steps: { slow: [{ interrupt: "after" }, { delay: "40s" }] },
    })
    const execution = await runner.run(handler)
    expect(execution.result).toEqual({ sent: "nothing", silent: "CallbackTimeoutError" })
    expect(bodies).toBe(2)
  })

  test("an error of a file reaches the handler with its type", async () => {
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const caught: unknown[] = []
      await context
        .waitForCallback("pay", async () => {})
        .catch((error: unknown) => caught.push(error))
      await context
        .step("charge", async () => 1, { retryStrategy: () => ({ shouldRetry: false }) })
        .catch((error: unknown) => caught.push(error))
      return caught.map((error) => (error as Error).message)
    })
    const runner = new DurableTestRunner()
    runner.scenario({
      callbacks: { pay: { fail: { ErrorType: "Refused", ErrorMessage: "no funds" } } },
      steps: { charge: { throw: { name: "CardDeclined", message: "declined" } } },
    })
    const execution = await runner.run(handler)
    expect(execution.result).toEqual(["no funds", "declined"])
    expect(execution.operation("charge").error).toMatchObject({ ErrorType: "CardDeclined" })
  })

  test("assertMet lists each difference, with the timeline", async () => {
    const runner = new DurableTestRunner()
    const handler = withDurableExecution(async () => "done")
    const scenario = runner.scenario({
      expect: { status: "FAILED", result: 1, error: "no", duration: "2h" },
    })
    const execution = await runner.run(handler)
    expect(scenario.differencesOf(execution)).toEqual([
      'status is "SUCCEEDED", and expected is "FAILED".',
      'result is "done", and expected is 1.',
      'error is missing, and expected is "no".',
      "duration is 0s, and expected is 2h.",
    ])
    expect(() => scenario.assertMet(execution)).toThrow(
      /^The execution has not ended as the scenario expects:\n {2}status is/u,
    )
    expect(new DurableTestRunner().scenario({}).assertMet(execution).expected).toEqual({})
  })
})
