import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createContext, runInContext } from "node:vm"
import type { TypedRunner } from "durable-test-runner"
import { durableTest, durableTestFor } from "durable-test-runner/jest"
import { afterAll, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest"
import { order } from "./orders.ts"

/*
 * What the entry makes of the test of jest; scripts/check-compatibility.ts runs it in jest itself.
 */
interface Defined {
  readonly name: string
  readonly body: () => Promise<void>
  readonly timeout: number | undefined
  readonly kind: "test" | "only" | "skip"
}

const { defined } = vi.hoisted(() => ({ defined: [] as Defined[] }))

vi.mock("@jest/globals", () => {
  const define =
    (kind: Defined["kind"]) =>
    (name: string, body: () => Promise<void>, timeout?: number): void =>
      void defined.push({ name, body, timeout, kind })
  return {
    expect: {
      extend: () => {},
      addSnapshotSerializer: () => {},
      getState: () => ({
        currentTestName: `suite ${defined.at(-1)?.name}`,
        testPath: "/project/order.test.ts",
      }),
    },
    test: Object.assign(define("test"), { only: define("only"), skip: define("skip") }),
  }
})

const reportFolder = mkdtempSync(join(tmpdir(), "jest-reports-"))
afterAll(() => rmSync(reportFolder, { recursive: true }))
beforeEach(() => void defined.splice(0))

async function runApproved({ runner }: { readonly runner: TypedRunner }): Promise<void> {
  runner.completeCallback("approve", "no")
  await runner.run(order, { id: "o-1" })
}

async function failureOf(): Promise<Error> {
  const error: unknown = await defined
    .at(-1)
    ?.body()
    .catch((thrown: unknown) => thrown)
  return error as Error
}

describe("durableTest of jest", () => {
  test("ends the error of a test with timelines and the path of its report, in message and stack", async () => {
    durableTest(
      "fails",
      async (fixtures) => {
        await runApproved(fixtures)
        throw new Error("unlike")
      },
      { reportFolder },
    )
    const { message, stack = "" } = await failureOf()
    expect(message).toContain("unlike\n\nWhat happened:\ndurable-function: SUCCEEDED after 3h")
    const [, path = ""] = /Report: (\S+suite-fails-[0-9a-f]{8}\.html)$/u.exec(message) ?? []
    expect(readFileSync(join(reportFolder, path.split("/").at(-1) ?? ""), "utf8")).toContain(
      "<title>suite fails</title>",
    )
    expect(stack.startsWith(`Error: ${message}\n    at `)).toBe(true)
  })

  test("ends an error of another realm too, which those of jest's expect are", async () => {
    durableTest(
      "of another realm",
      async (fixtures) => {
        await runApproved(fixtures)
        throw runInContext("new Error('elsewhere')", createContext()) as Error
      },
      { reportFolder },
    )
    const { message } = await failureOf()
    expect(message).toMatch(/^elsewhere\n\nWhat happened:\n[^]*\n\nReport: \S+\.html$/u)
  })

  test("passes on what is no error", async () => {
    durableTest("throws a text", () => Promise.reject("text"), { reportFolder })
    expect(await failureOf()).toBe("text")
  })

  test.each(["passes", "fails"])("closes the endpoints of a test that %s", async (how) => {
    const urls: string[] = []
    durableTest(
      how,
      async ({ runner }) => {
        urls.push((await runner.listen()).url)
        expect((await fetch(urls[0] ?? "")).status).toBe(404)
        if (how === "fails") throw new Error("unlike")
      },
      { report: "off" },
    )
    await failureOf()
    await expect(fetch(urls[0] ?? "")).rejects.toThrow("fetch failed")
  })

  test("writes a report for each test, or for none, as its option says", async () => {
    const run = durableTestFor()
    run("always", runApproved, { report: "always", reportFolder })
    await defined.at(-1)?.body()
    run("on failure", runApproved, { reportFolder })
    await defined.at(-1)?.body()
    run(
      "off",
      async (fixtures) => {
        await runApproved(fixtures)
        throw new Error("off")
      },
      { report: "off", reportFolder },
    )
    expect((await failureOf()).message).toMatch(/^off\n\nWhat happened:[^]*(?<!html)$/u)
    const written = readdirSync(reportFolder).join(" ")
    expect(written).toContain("suite-always-")
    expect(written).not.toMatch(/suite-off-|suite-on-failure-/u)
    run("sometimes", runApproved, { report: "sometimes" as never, reportFolder })
    expect((await failureOf()).message).toContain('report is "sometimes"')
  })

  test("refuses a script that is left, as in vitest", async () => {
    durableTest("leaves one", ({ runner }) => runner.completeCallback("refund", "yes"))
    expect((await failureOf()).message).toContain('completeCallback("refund")')
  })

  test("hands on its time-out, only and skip, and shares options by durableTestFor", async () => {
    const orderTest = durableTestFor<(input: { id: string }) => string, { approve: string }>({
      functionName: "orders",
      callbacks: ["approve"],
    })
    orderTest.only(
      "typed",
      async ({ runner }) => {
        expectTypeOf(runner).toEqualTypeOf<
          TypedRunner<(input: { id: string }) => string, { approve: string }>
        >()
        runner.completeCallback("approve", "yes")
        expect(await runner.run(order, { id: "o-1" })).toMatchObject({ functionName: "orders" })
        // @ts-expect-error -- There is no callback of this name.
        expect(() => runner.completeCallback("aprove", "yes")).toThrow("other callbacks")
      },
      { timeout: 7_000 },
    )
    orderTest.skip("later", () => {})
    expect(defined.map(({ kind, timeout }) => [kind, timeout])).toEqual([
      ["only", 7_000],
      ["skip", undefined],
    ])
    await defined[0]?.body()
  })
})
