import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { main } from "../../src/cli/main.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { cli, fixture } from "./command-line.ts"

const order = fixture("order.ts")
const folder = temporaryFolder()

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Starts the command in this process, and ends it as a signal does. */
async function serve(...argv: string[]): Promise<{
  readonly url: string
  readonly written: { out: string; err: string }
  readonly end: () => Promise<number>
}> {
  const written = { out: "", err: "" }
  const ended = new AbortController()
  const { promise: listens, resolve } = Promise.withResolvers<string>()
  const io = {
    stdout: {
      write(text: string) {
        written.out += text
        const [, url] = /(http:\/\/[\d.]+:\d+)/u.exec(text) ?? []
        if (url !== undefined) resolve(url)
      },
    },
    stderr: { write: (text: string) => void (written.err += text) },
    stdin: {},
    env: {},
    ended: ended.signal,
  }
  const code = main(["serve", "--port", "0", "--seed", "s", ...argv], io, "1.2.3")
  const url = await Promise.race([listens, code.then(() => Promise.reject(new Error(written.err)))])
  return {
    ...{ url, written },
    end() {
      ended.abort()
      return code
    },
  }
}

async function invoke(url: string, FunctionName: string, payload: unknown): Promise<unknown> {
  const client = new LambdaClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  })
  const answer = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
  )
  client.destroy()
  return JSON.parse(answer.Payload?.transformToString() ?? "null")
}

const approved = file(
  "approved.yaml",
  "callbacks:\n  approve: { succeed: yes indeed, after: 5h }\n",
)

describe("serve", () => {
  test("lists each function as a client invokes it, with its alias or version", async () => {
    const plain = file(
      "score.mjs",
      "export const handler = async ({ id }) => ({ score: id.length })\n",
    )
    const { url, written, end } = await serve(
      ...["--function", `order:live=${order}`, "--plain", `score:3=${plain}`],
      ...["--plain", `rank=${plain}`],
    )
    expect(written.out.match(/^function \S+/gmu)).toEqual([
      "function order:live",
      "function score:3",
      "function rank",
    ])
    expect(await invoke(url, "score:3", { id: "abc" })).toEqual({ score: 3 })
    expect(await invoke(url, "rank", { id: "ab" })).toEqual({ score: 2 })
    expect(await end()).toBe(0)
  })

  test("shows live what happens, and ends with 0", async () => {
    const { url, written, end } = await serve(order, "--scenario", approved)
    expect(await invoke(url, "order:$LATEST", { id: "o-1" })).toEqual({
      receipt: { paid: "o-1" },
      answer: "yes indeed",
    })
    expect(await end()).toBe(0)
    const lines = written.out.replaceAll(url, "URL").replaceAll(order, "order.ts").trimEnd()
    expect(lines).toMatchInlineSnapshot(`
      "listens  URL  (clock: virtual)
      function order:$LATEST  order.ts
      clients  export AWS_ENDPOINT_URL_LAMBDA=URL AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any
      order c851ae82  +0s  execution started  {"id":"o-1"}
      order c851ae82  +0s  step charge  succeeded {"paid":"o-1"}
      order c851ae82  +0s  callback approve  started
      order c851ae82  +0s  submitter approve  succeeded
      order c851ae82  +5h  callback approve  succeeded yes indeed
      order c851ae82  +5h  execution  succeeded {"receipt":{"paid":"o-1"},"answer":"yes indeed"}
      order c851ae82  SUCCEEDED  arn:aws:lambda:us-east-1:123456789012:function:order:$LATEST/durable-execution/c851ae82-3d52-4409-962d-95b6b1183af1/1139ddcd-51c4-336d-b343-20806316344e
      request  Invoke order:$LATEST  200"
    `)
    expect(written.err).toBe("")
  })

  test("prints an object for each thing with --json", async () => {
    const { url, written, end } = await serve(order, "--scenario", approved, "--json")
    await invoke(url, "order:$LATEST", { id: "o-1" })
    expect(await end()).toBe(0)
    const told = written.out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(told[0]).toMatchObject({
      type: "listening",
      url,
      clock: "virtual",
      functions: [{ name: "order", durable: true }],
    })
    expect(told.filter(({ type }) => type === "request")).toMatchObject([
      { command: "Invoke", about: "order:$LATEST", status: 200, error: null },
    ])
    expect(told.filter(({ type }) => type === "execution")).toMatchObject([
      { functionName: "order", status: "SUCCEEDED" },
    ])
    expect(told.filter(({ type }) => type === "event").length).toBeGreaterThan(5)
  })

  test("ends with 1 where an execution has not ended as its scenario expects", async () => {
    const path = file(
      "refused.yaml",
      "callbacks: { approve: { fail: too dear } }\nexpect: { status: SUCCEEDED }\n",
    )
    const { url, written, end } = await serve(order, "--scenario", path)
    await invoke(url, "order:$LATEST", { id: "o-1" })
    expect(await end()).toBe(1)
    expect(written.out).toContain('status is "FAILED", and expected is "SUCCEEDED".')
  })
})

describe("serve refuses", () => {
  const twice = file("order.mjs", "export const handler = async () => 1\n")
  const steps = file("steps.yaml", "steps: { charge: { return: 1 } }\n")
  test.each([
    ["a port that is none", ["--port", "http"], "--port http is not a port."],
    ["a port that is too large", ["--port", "70000"], "--port 70000 is not a port."],
    ["a clock that is none", ["--clock", "fast"], "--clock fast is not a clock."],
    ["a clock that stands still", ["--clock", "0x"], "--clock 0x is not a clock."],
    ["a time-out that is none", ["--real-timeout", "soon"], "--real-timeout soon is not a time"],
    ["a file that is not there", ["nowhere.ts"], "The file nowhere.ts does not exist."],
    ["a function without a name", ["--function", "src/order.ts"], "names no function"],
    ["a function without a source", ["--function", "order="], "names no function"],
    [
      "a name that Lambda refuses",
      ["--function", "my order=python3"],
      "is not a valid function name",
    ],
    ["a file of a function that is not there", ["--plain", "a=nowhere.mjs"], "does not exist"],
    ["two functions of one name", [order, twice], "Two functions are called order."],
    ["other machines", ["--host", "0.0.0.0"], "add --allow-remote if that is meant"],
    ["a scenario that is not there", ["--scenario", "no.yaml"], "there is no such file"],
    ["a scenario for nobody", [order, "--scenario", `ordr=${approved}`], 'Did you mean "order"?'],
    [
      "steps of another process",
      ["--function", "a=python3", "--scenario", steps],
      "stands in for steps, and those of a run in another process",
    ],
    ["an unknown flag", ["--ports", "1"], "unknown option '--ports'"],
  ])("%s", async (_what, argv, expected) => {
    const { code, out, err } = await cli("serve", ...argv)
    expect(err).toContain(expected)
    expect(code).toBe(2)
    expect(out).toBe("")
  })

  test("a port that is taken", async () => {
    const { url, end } = await serve(order)
    const { port } = new URL(url)
    const { code, err } = await cli("serve", order, "--port", port)
    expect(code).toBe(2)
    expect(err).toContain("the port cannot be opened: listen EADDRINUSE")
    expect(await end()).toBe(0)
  })
})
