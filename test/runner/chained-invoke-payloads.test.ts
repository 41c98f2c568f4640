import { type DurableContext, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { describe, expect, test } from "vitest"

/** Sends a text as it is to a function, as a caller with a serdes of its own does. */
function sender(text: string | undefined, name?: string, target = "price") {
  const payloadSerdes = {
    serialize: async () => text,
    deserialize: async () => undefined,
  }
  return withDurableExecution(async (_event: unknown, context: DurableContext) =>
    name === undefined
      ? context.invoke(target, {}, { payloadSerdes })
      : context.invoke(name, target, {}, { payloadSerdes }),
  )
}

const REFUSED = "Could not parse request body into json: the payload that"

describe("an invoke with a payload that is not JSON fails as Lambda's Invoke does (E3)", () => {
  test.each([
    ["a text without quotes", "SKU-1"],
    ["a URL", "https://example.com/?a=1"],
    ["JSON with a comma too many", '{"sku":"a",}'],
    ["a number of JavaScript", "NaN"],
    ["base64 of bytes", "AAECAwQF=="],
    ["a byte order mark before JSON", "\u{FEFF}{}"],
  ])("%s, sent to a mock", async (_what, text) => {
    const runner = new DurableTestRunner()
    const { calls } = runner.mockFunction("price", () => 1)
    const { status, operations } = await runner.run(sender(text, "ask for the price"))
    expect(status).toBe("FAILED")
    expect(operations[0]?.error).toMatchObject({
      ErrorType: "InvalidRequestContentException",
      ErrorMessage: `${REFUSED} CHAINED_INVOKE 'ask for the price' sends to the function 'price' is not JSON.`,
    })
    expect(calls).toEqual([])
  })

  test("sent to a plain function, without a name of the operation", async () => {
    const runner = new DurableTestRunner().registerFunction("price", async () => 1, {
      durable: false,
    })
    const { operations } = await runner.run(sender("SKU-1"))
    expect(operations[0]?.error?.ErrorMessage).toBe(
      `${REFUSED} CHAINED_INVOKE ${operations[0]?.id} sends to the function 'price' is not JSON.`,
    )
  })

  test("sent to a durable function, of which no execution starts", async () => {
    const child = withDurableExecution(async () => 1)
    const runner = new DurableTestRunner().registerFunction("child", child)
    const { operations, history } = await runner.run(sender("SKU-1", "go", "child:$LATEST"))
    expect(operations[0]?.error?.ErrorType).toBe("InvalidRequestContentException")
    expect(history.filter(({ EventType }) => EventType === "ExecutionStarted")).toHaveLength(1)
  })

  test("caught by the handler, which goes on", async () => {
    const runner = new DurableTestRunner()
    runner.mockFunction("price", () => 1)
    const payloadSerdes = { serialize: async () => "[", deserialize: async () => undefined }
    const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const price = await context.invoke("price", {}, { payloadSerdes }).catch(() => "unknown")
      return [price, await context.invoke("price", {})]
    })
    expect((await runner.run(handler)).result).toEqual(["unknown", 1])
  })
})

test.each([
  ["none", undefined],
  ["an empty text", ""],
])("a target that is sent %s starts without an input", async (_what, text) => {
  const seen: unknown[] = []
  const child = withDurableExecution(async (event: unknown) => void seen.push(event))
  const runner = new DurableTestRunner().registerFunction("child", child)
  runner.mockFunction("price", (input) => void seen.push(input))
  expect((await runner.run(sender(text))).status).toBe("SUCCEEDED")
  expect((await runner.run(sender(text, "go", "child:$LATEST"))).status).toBe("SUCCEEDED")
  expect(seen).toEqual([{}, {}])
})
