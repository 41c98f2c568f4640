import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import type { Scenario } from "../../src/scenario.ts"
import { readScenario } from "../../src/scenario.ts"
import { durable, serving } from "./serving.ts"

const twice = withDurableExecution(async (event: { id: string }, context) => {
  const charged = await context.step("charge", async () => `really ${event.id}`)
  const first = await context
    .waitForCallback("approve", async () => {}, { timeout: { hours: 1 } })
    .catch((error: unknown) => (error as Error).message)
  const second = await context.waitForCallback("approve", async () => {}, { timeout: { hours: 1 } })
  return { charged, first, second }
})

const parent = withDurableExecution(async (event: { id: string }, context) =>
  context.invoke("child", "twice:$LATEST", event),
)

function scenario(of: Scenario, functionName?: string) {
  return { scenario: readScenario(of), functionName }
}

const answers: Scenario = {
  callbacks: { approve: [{ fail: "too dear", after: "5m" }, { succeed: "fine" }] },
  steps: { charge: { return: "a double" } },
}

describe("a scenario of a server", () => {
  test("is for each execution, as if it were the only one", async () => {
    const { invoke } = await serving({
      functions: [durable("twice", twice)],
      scenarios: [scenario(answers)],
    })
    const results = await Promise.all(
      ["a", "b", "c"].map(async (id) => invoke({ FunctionName: "twice:$LATEST", payload: { id } })),
    )
    for (const { result } of results) {
      expect(result).toEqual({ charged: "a double", first: "too dear", second: "fine" })
    }
  })

  test("counts occurrences in each execution, and in what it has started", async () => {
    const numbered: Scenario = {
      callbacks: {
        approve: [
          { succeed: "second", occurrence: 2 },
          { succeed: "first", occurrence: 1 },
        ],
      },
      steps: { charge: { return: "only the first", occurrence: 1 } },
    }
    const { invoke } = await serving({
      functions: [durable("twice", twice), durable("parent", parent)],
      scenarios: [scenario(numbered)],
    })
    for (const name of ["parent", "twice", "parent"]) {
      const { result } = await invoke({ FunctionName: `${name}:$LATEST`, payload: { id: "a" } })
      expect(result).toEqual({ charged: "only the first", first: "first", second: "second" })
    }
  })

  test("may be for one function, and stand in for others", async () => {
    const buy = withDurableExecution(async (_event: unknown, context) =>
      context.invoke("price", "price:live", {}),
    )
    const { invoke, waiting } = await serving({
      functions: [durable("twice", twice), durable("other", twice), durable("buy", buy)],
      scenarios: [
        scenario(answers, "twice"),
        scenario({ functions: { "price:live": { return: 42 } } }),
      ],
    })
    expect((await invoke({ FunctionName: "buy:$LATEST" })).result).toBe(42)
    const { result } = await invoke({ FunctionName: "twice:$LATEST", payload: { id: "a" } })
    expect(result).toMatchObject({ second: "fine" })
    void invoke({ FunctionName: "other:$LATEST", payload: { id: "b" } }).catch(() => {})
    expect(await waiting()).toHaveLength(1)
  })

  test("lets a callback time out that nobody answers, and no time stands still for it", async () => {
    const { invoke } = await serving({
      functions: [durable("twice", twice)],
      scenarios: [scenario({ callbacks: { approve: ["timeout", { succeed: "at last" }] } })],
    })
    const { result } = await invoke({ FunctionName: "twice:$LATEST", payload: { id: "a" } })
    expect(result).toMatchObject({ charged: "really a", second: "at last" })
  })

  test("says in what an execution differs from what it expects", async () => {
    const { invoke, differences } = await serving({
      functions: [durable("twice", twice)],
      scenarios: [
        scenario({ ...answers, expect: { status: "SUCCEEDED", duration: "1h" } }),
        scenario({ expect: { status: "FAILED" } }),
      ],
    })
    await invoke({ FunctionName: "twice:$LATEST", payload: { id: "a" } })
    expect(differences).toEqual([
      expect.stringMatching(/^duration is 5m .*ms, and expected is 1h\.$/u),
      'status is "SUCCEEDED", and expected is "FAILED".',
    ])
  })
})
