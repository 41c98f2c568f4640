import { CallbackExternalError, withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { UnserializableValueError } from "durable-test-runner/errors"
import { describe, expect, test } from "vitest"
import { expectError, expectRejection } from "../expect-error.ts"

/** What the handler got from its callback, and what the history has of it. */
async function send(value: unknown): Promise<{ got: unknown; stored: unknown }> {
  const got: unknown[] = []
  const handler = withDurableExecution(async (_event: unknown, context) => {
    const [answer] = await context.createCallback("a")
    got.push(await answer)
  })
  const runner = new DurableTestRunner()
  runner.completeCallback("a", value)
  const { history } = await runner.run(handler)
  const succeeded = history.find(({ EventType }) => EventType === "CallbackSucceeded")
  return { got: got[0], stored: succeeded?.CallbackSucceededDetails?.Result }
}

describe("what completeCallback sends", () => {
  test("a string goes as it is", async () => {
    expect(await send("yes")).toEqual({ got: "yes", stored: { Payload: "yes", Truncated: false } })
    expect((await send('{"a": 1}')).got).toBe('{"a": 1}')
    expect((await send("häß ✓ 🙂")).got).toBe("häß ✓ 🙂")
  })

  test("bytes go as they are", async () => {
    const { got, stored } = await send(new TextEncoder().encode("ünïcode"))
    expect(got).toBe("ünïcode")
    expect(stored).toEqual({ Payload: "ünïcode", Truncated: false })
    expect((await send(Buffer.from("a buffer"))).got).toBe("a buffer")
  })

  test("anything else goes as JSON text", async () => {
    expect((await send({ status: "approved" })).got).toBe('{"status":"approved"}')
    expect((await send(42)).got).toBe("42")
    expect((await send(false)).got).toBe("false")
    expect((await send(null)).got).toBe("null")
    expect((await send([1, "2"])).got).toBe('[1,"2"]')
    expect((await send(new Date(0))).got).toBe('"1970-01-01T00:00:00.000Z"')
  })

  test("nothing goes as no result", async () => {
    const { got, stored } = await send(undefined)
    expect(got).toBeUndefined()
    expect(stored).toEqual({ Truncated: false })
  })

  test("the value is taken when the script is written", async () => {
    const value = { status: "approved" }
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("a")
      return answer
    })
    const runner = new DurableTestRunner()
    runner.completeCallback("a", value)
    value.status = "changed"
    expect((await runner.run(handler)).result).toBe('{"status":"approved"}')
  })
})

test("what JSON cannot write is refused where it is written", () => {
  const circular: { self?: object } = {}
  circular.self = circular
  const runner = new DurableTestRunner()
  const messages = [circular, 10n, () => 1, Symbol("s")].map((value) => {
    const error = expectError(
      () => runner.completeCallback("approve", value),
      UnserializableValueError,
    )
    expect(error.code).toBe("UNSERIALIZABLE_VALUE")
    return error.message.replaceAll(/\n\s*/g, " ")
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "Failed to serialize the value of completeCallback("approve"): Converting circular structure to JSON --> starting at object with constructor 'Object' --- property 'self' closes the circle. Pass a value that JSON.stringify can serialize, or a string or bytes, which are sent unchanged.",
      "Failed to serialize the value of completeCallback("approve"): Do not know how to serialize a BigInt. Pass a value that JSON.stringify can serialize, or a string or bytes, which are sent unchanged.",
      "Failed to serialize the value of completeCallback("approve"): it is a function. Pass a value that JSON.stringify can serialize, or a string or bytes, which are sent unchanged.",
      "Failed to serialize the value of completeCallback("approve"): it is a symbol. Pass a value that JSON.stringify can serialize, or a string or bytes, which are sent unchanged.",
    ]
  `)
})

test("an input that JSON cannot write is refused by run", async () => {
  const handler = withDurableExecution(async () => 1)
  const run = new DurableTestRunner().run(handler, { total: 10n })
  const error = await expectRejection(run, UnserializableValueError)
  expect(error.message).toMatchInlineSnapshot(
    `"Failed to serialize the input of run: Do not know how to serialize a BigInt. Pass a value that JSON.stringify can serialize, or a string or bytes, which are sent unchanged."`,
  )
})

describe("what failCallback sends", () => {
  async function fail(...args: [] | [string | Error | object]): Promise<unknown[]> {
    const handler = withDurableExecution(async (_event: unknown, context) => {
      const [answer] = await context.createCallback("a")
      return answer.catch((error: unknown) => {
        if (!(error instanceof CallbackExternalError)) throw error
        return [error.message, error.errorData, error.cause?.name]
      })
    })
    const runner = new DurableTestRunner()
    runner.failCallback("a", ...(args as [string]))
    const execution = await runner.run(handler)
    return [execution.operation("a").error, execution.result]
  }

  test("a text is the message", async () => {
    expect(await fail("too expensive")).toEqual([
      { ErrorMessage: "too expensive" },
      ["too expensive", null, "Error"],
    ])
  })

  test("an error is its name and message", async () => {
    expect(await fail(new RangeError("too expensive"))).toEqual([
      { ErrorType: "RangeError", ErrorMessage: "too expensive" },
      ["too expensive", null, "RangeError"],
    ])
  })

  test("an error object goes as it is", async () => {
    const error = {
      ErrorType: "Rejected",
      ErrorMessage: "no",
      ErrorData: "42",
      StackTrace: ["at x"],
    }
    expect(await fail(error)).toEqual([error, ["no", "42", "Rejected"]])
  })

  test("nothing is an error without members", async () => {
    expect(await fail()).toEqual([{}, ["Callback failed", null, "Error"]])
  })
})
