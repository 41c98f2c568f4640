import { describe, expect, it } from "vitest"
import { DurableTestRunner, type DurableTestRunnerOptions } from "../../src/index.ts"
import { type RemoteFunction, remoteFunction } from "../../src/remote/index.ts"
import { InvocationStuckError } from "../../src/errors.ts"
import { fakeBank } from "./fake-bank.ts"
import { NODE, node } from "./processes.ts"

async function failureOf(
  handler: RemoteFunction<unknown, unknown>,
  options: DurableTestRunnerOptions = {},
): Promise<string> {
  const runner = new DurableTestRunner({ logs: "capture", ...options })
  const error: unknown = await runner.run(handler, {}).catch((thrown: unknown) => thrown)
  return String(error)
    .replaceAll(/process {2}\d+/gu, "process  <pid>")
    .replaceAll(NODE, "<folder>")
    .replaceAll(process.execPath, "node")
    .replaceAll(/^ +durable-test-runner: .*not found$/gmu, "    <of the shell>")
}

describe("a run that ends with an error", () => {
  const bank = fakeBank()

  it("leaves its process to the next one, which waits until that is back", async () => {
    const handler = node("order.pays", { env: { BANK_URL: bank.url() } })
    const run = async (price: () => unknown): Promise<unknown> => {
      const runner = new DurableTestRunner({ logs: "capture", handlerTimeoutMs: 50 })
      runner.registerFunction("price", price, { durable: false })
      const { result } = await runner.run(handler)
      return result
    }
    expect(await run(() => 42)).toBe("paid")
    // The process waits for an answer that never comes.
    await expect(run(async () => new Promise(() => {}))).rejects.toThrow(InvocationStuckError)
    expect(await run(() => 42)).toBe("paid")
    expect(bank.charges.length).toBeGreaterThanOrEqual(2)
    expect(new Set(bank.charges).size).toBe(1)
  })
})

describe("a process that does not do its part ends the run with an error", () => {
  it("names the command that does not exist", async () => {
    const handler = remoteFunction({ command: ["no-such-program", "an argument"] })
    expect(await failureOf(handler)).toMatchInlineSnapshot(`
      "RemoteProcessError: Failed to run "durable-function": its process has ended before it asked for an invocation (exit status 127). Does the command start the function's runtime?
        command  no-such-program 'an argument'
        process  <pid>
        last output
          <of the shell>"
    `)
  })

  it("names a folder that does not exist", async () => {
    const handler = remoteFunction({ command: "node x.mjs", cwd: "/no/such/folder" })
    expect(await failureOf(handler)).toMatchInlineSnapshot(`
      "RemoteProcessError: Failed to run "durable-function": its process could not be started (spawn /bin/sh ENOENT). Do its program and its folder exist?
        command  node x.mjs
        folder   /no/such/folder
        output   none"
    `)
  })

  it("shows what a process has written that ends before it asks for an invocation", async () => {
    const handler = remoteFunction({ command: "echo one; echo two >&2; printf three; exit 7" })
    const failure = await failureOf(handler)
    expect(failure).toContain("before it asked for an invocation (exit status 7)")
    expect(failure).toMatch(/ {4}one[^]*\n {4}three/u)
    expect(failure).toMatch(/ {4}two/u)
  })

  it("shows why a function could not be loaded", async () => {
    expect(await failureOf(node("no-such-module.handler"))).toMatch(
      /^RemoteProcessError: Failed to run "durable-function": its process could not load the function: Error: Cannot find module/u,
    )
  })

  it("ends a process that neither responds nor asks for anything", async () => {
    expect(await failureOf(node("order.silent", { realTimeoutMs: 300 }))).toMatchInlineSnapshot(`
      "RemoteProcessError: Failed to run "durable-function": its process has neither responded nor asked for anything for 300 ms of real time. What it waits for is real, and virtual time stands still meanwhile. Raise realTimeoutMs, an option of remoteFunction, if its work takes longer.
        command  node --no-warnings runtime.mjs order.silent
        folder   <folder>
        process  <pid>
        last output
          working"
    `)
  })

  it("ends the run when a process ends in each invocation", async () => {
    expect(await failureOf(remoteFunction({ command: [process.execPath, "dies.mjs"], cwd: NODE })))
      .toMatchInlineSnapshot(`
      "RemoteProcessError: Failed to run "durable-function": its process has ended in each of the last invocations (signal: killed). The service would retry until the execution's time-out.
        command  node dies.mjs
        folder   <folder>
        process  <pid>
        output   none"
    `)
  })

  it("says that no double stands in for a step of another process", async () => {
    const runner = new DurableTestRunner({ logs: "capture" })
    runner.mockStep("reserve", () => 1)
    const handler = node("order.correct")
    const error: unknown = await runner.run(handler, {}).catch((thrown: unknown) => thrown)
    expect(String(error).replaceAll(process.execPath, "node")).toMatchInlineSnapshot(
      `"DoublesNotInstalledError: mockStep("reserve") can do nothing: the steps of "durable-function" run in another process (node --no-warnings runtime.mjs order.correct). Let that reach a fake instead: pass its address by env, an option of remoteFunction."`,
    )
  })
})

describe("remoteFunction refuses options that are wrong", () => {
  const line =
    'Pass the program and its arguments, ["python3", "-m", "order"], or a line for the shell.'

  it.each([
    [undefined, `command is undefined. ${line}`],
    [{}, `command is undefined. ${line}`],
    [{ command: " " }, `command is " ". ${line}`],
    [{ command: [] }, `command is []. ${line}`],
    [{ command: ["node", 1] }, "command[1] is 1. Pass a text."],
    [{ command: "node", env: { A: 1 } }, 'env is {"A":1}. Pass an object whose values are texts'],
    [{ command: "node", clock: "virtual" }, 'clock is "virtual". Pass "real" or "faketime".'],
    [{ command: "node", pwd: "/" }, 'there is no option "pwd". The options are command, cwd, env'],
  ])("such as %j", (options, text) => {
    expect(() => remoteFunction(options as never)).toThrow(`Failed to call remoteFunction: ${text}`)
  })

  it("tells who may call a remote function", async () => {
    const handler = remoteFunction({ command: "node" })
    await expect(handler({}, {} as never)).rejects.toThrow(
      "Failed to call a remote function: no run has called it.",
    )
  })
})
