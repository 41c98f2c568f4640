import { DurableTestRunner, type Execution } from "durable-test-runner"
import { expect, test } from "vitest"
import { busy } from "./fixtures/handlers.ts"
import { runInProcesses } from "./fresh-process.ts"

async function runBusy(seed: string | number): Promise<Execution> {
  const runner = new DurableTestRunner({ seed })
  runner.completeCallback("approve", "yes", { after: { minutes: 5 } })
  return runner.run(busy, { some: "input" })
}

async function historyOf(seed: string | number): Promise<string> {
  return JSON.stringify((await runBusy(seed)).history)
}

test("the same seed gives a byte-identical history in every process", async () => {
  const here = await historyOf("a seed")
  const elsewhere = await runInProcesses(3, "print-history.ts")
  expect(elsewhere).toEqual([here, here, here])
})

test("the same seed gives a byte-identical history while 50 other runs are under way", async () => {
  const alone = await historyOf("a seed")
  const [crowded, ...others] = await Promise.all([
    historyOf("a seed"),
    ...Array.from({ length: 50 }, (_, index) => historyOf(index)),
  ])
  expect(crowded).toBe(alone)
  expect(new Set(others).size).toBe(50)
  expect(others).toEqual(await Promise.all(others.map((_, index) => historyOf(index))))
})

test("another seed gives other ids and numbers, and the same events", async () => {
  const [one, other] = [await runBusy(1), await runBusy(2)]
  expect(one.arn).not.toBe(other.arn)
  expect(one.result).not.toEqual(other.result)
  const typesOf = ({ history }: Execution): unknown[] => history.map(({ EventType }) => EventType)
  expect(typesOf(one)).toEqual(typesOf(other))
})

test("a seed may be a number or a text, and the two are different only in form", async () => {
  expect(await historyOf(7)).toBe(await historyOf("7"))
})

test("without a seed every runner gives the same", async () => {
  const handlerRun = async (): Promise<string> => {
    const runner = new DurableTestRunner()
    runner.completeCallback("approve")
    return JSON.stringify((await runner.run(busy)).history)
  }
  expect(await handlerRun()).toBe(await handlerRun())
})
