import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { cli, fixture } from "./command-line.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))
const argv = ["--conditions=durable-test-runner-source", "--no-warnings", bin, "mcp"]
const { CI: _ci, ...environment } = process.env
const env = environment as Record<string, string>
const order = fixture("order.ts")
const folder = temporaryFolder()

interface Answer {
  readonly text: string
  readonly isError: boolean
  readonly object: Record<string, unknown> | undefined
}

async function connect(...flags: string[]): Promise<Client> {
  const client = new Client({ name: "test", version: "1.0.0" })
  const args = [...argv, ...flags]
  await client.connect(new StdioClientTransport({ command: process.execPath, args, env }))
  return client
}

let client: Client

beforeAll(async () => {
  client = await connect()
})

afterAll(async () => client.close())

async function call(
  name: string,
  args: Readonly<Record<string, unknown>>,
  through: Client = client,
): Promise<Answer> {
  const { content, isError, structuredContent } = await through.callTool({
    name,
    arguments: { ...args },
  })
  const [{ text = "" } = {}] = content as readonly { readonly text?: string }[]
  return {
    text,
    isError: isError === true,
    object: structuredContent as Record<string, unknown> | undefined,
  }
}

describe("the server for agents, through the protocol's own client", () => {
  test("says what it is, and which tools there are", async () => {
    expect(client.getServerVersion()).toMatchObject({ name: "durable-test-runner" })
    expect(client.getInstructions()).toContain("Start with `run`")
    const { tools } = await client.listTools()
    expect(
      tools.map(({ name, inputSchema, annotations }) => [
        name,
        inputSchema.required,
        annotations?.readOnlyHint,
      ]),
    ).toEqual([
      ["run", ["handler"], false],
      ["explore", ["handler"], false],
      ["replay", ["handler", "histories"], false],
      ["timeline", ["histories"], true],
    ])
  })

  test("each argument has a type or a description, and is known to the check", async () => {
    const { tools } = await client.listTools()
    for (const { name, inputSchema } of tools) {
      for (const [argument, schema] of Object.entries(inputSchema.properties ?? {})) {
        const { type, description } = schema as { type?: string; description?: string }
        expect(type ?? description, `${name}.${argument}`).toBeTypeOf("string")
        const { text } = await call(name, { [argument]: Symbol.iterator.toString() })
        expect(text, `${name}.${argument}`).not.toContain(`unknown option "${argument}"`)
      }
    }
  })

  test("run answers with the timeline, whatever the handler prints", async () => {
    const { text, isError } = await call("run", {
      handler: order,
      input: { id: "o-1" },
      answers: [{ callback: "approve", value: "yes", after: "5h" }],
    })
    expect(isError).toBe(false)
    expect(text).toMatch(/\+5h\b.*callback approve/u)
    expect(text).toContain("status  SUCCEEDED")
  })

  test("run answers with an object on request", async () => {
    const { object, text } = await call("run", {
      handler: order,
      input: { id: "o-1" },
      answers: [{ callback: "approve", value: "yes@5h" }],
      json: true,
    })
    expect(object).toMatchObject({ status: "SUCCEEDED", result: { answer: "yes@5h" } })
    expect(JSON.parse(text)).toEqual(object)
  })

  test("an execution that waits for an answer is no error of the tool, and says what to do", async () => {
    const { text, isError } = await call("run", { handler: order, input: { id: "o-1" } })
    expect(isError).toBe(false)
    expect(text).toContain("--answer name=text")
    expect(text).toContain("approve")
  })

  test("explore finds what breaks a handler, and runs its schedule alone", async () => {
    const handler = `${fixture("planted.ts")}#draws`
    const { object } = await call("explore", { handler, json: true })
    expect(object).toMatchObject({ passed: false })
    const { failure, again } = object as { failure: { schedule: string }; again: string }
    expect(again).toMatch(/^npx durable-test-runner explore \S+planted\.ts#draws /u)
    const { text, isError } = await call("explore", { handler, schedule: failure.schedule })
    expect(isError).toBe(false)
    expect(text).toContain(failure.schedule)
  })

  test("replay and timeline read histories", async () => {
    const { out } = await cli(
      "run",
      order,
      "-i",
      '{"id":"o-1"}',
      "--answer",
      "approve=yes",
      "--json",
    )
    const history = join(folder, "history.json")
    writeFileSync(history, out)
    const shown = await call("timeline", { histories: [history] })
    expect(shown.text).toContain("callback approve")
    const compatible = await call("replay", { handler: order, histories: [history] })
    expect(compatible.text).toContain("the handler can continue all of them")
    const other = `${fixture("planted.ts")}#draws`
    const broken = await call("replay", { handler: other, histories: [history], json: true })
    expect(broken.object).toMatchObject({ verdict: "incompatible" })
    expect(broken.isError).toBe(false)
  })
})

describe("what a call gets wrong is an error of the tool, which says what to pass", () => {
  test.for<[string, string, Readonly<Record<string, unknown>>, string]>([
    [
      "a tool that does not exist",
      "runn",
      {},
      'This server has no tool "runn". Call one of run, explore',
    ],
    ["no handler", "run", {}, "handler"],
    ["a wrong name", "run", { handler: order, answer: [] }, 'Did you mean "answers"?'],
    ["a wrong type", "run", { handler: order, answers: "yes" }, "answers is"],
    [
      "a wrong type inside",
      "run",
      { handler: order, answers: [{ callback: 1 }] },
      "answers[0].callback is 1",
    ],
    ["a flag for a file", "timeline", { histories: ["--json"] }, "Pass the path of a file"],
    ["a file that is not there", "run", { handler: "nowhere.ts" }, "nowhere.ts"],
    [
      "a time that is none",
      "run",
      { handler: order, answers: [{ callback: "approve", after: "soon" }] },
      "soon",
    ],
    [
      "a budget that is none",
      "explore",
      { handler: order, budget: "long" },
      "--budget long is not a time",
    ],
  ])("%s", async ([, name, args, expected]) => {
    const { text, isError } = await call(name, args)
    expect({ text, isError }).toEqual({
      text: expect.stringContaining(expected) as string,
      isError: true,
    })
  })
})

describe("no call lasts for ever", () => {
  const hangs = join(folder, "hangs.mjs")
  writeFileSync(
    hangs,
    "await new Promise(() => setInterval(() => {}, 1e6))\nexport const handler = 1\n",
  )

  test("a call that hangs is ended, and says so", async () => {
    const impatient = await connect("--call-timeout", "1s")
    const { text, isError } = await call("run", { handler: hangs }, impatient)
    expect(isError).toBe(true)
    expect(text).toContain("The command was ended after 1000 ms.")
    await impatient.close()
  })

  test("a call that nobody waits for any more is ended", async () => {
    const controller = new AbortController()
    const called = client.callTool({ name: "run", arguments: { handler: hangs } }, undefined, {
      signal: controller.signal,
    })
    controller.abort()
    await expect(called).rejects.toThrow("abort")
    const { text } = await call("timeline", { histories: [resolve(folder, "none.json")] })
    expect(text).toContain("none.json")
  })
})

test("the server ends when the agent closes its input", async () => {
  const server = spawn(process.execPath, argv, { env, stdio: ["pipe", "pipe", "pipe"] })
  server.stdin.end()
  const [code] = (await once(server, "exit")) as [number | null]
  expect(code).toBe(0)
})

test.each(["soon", "0s", "30d"])("a time-out of %s is refused", async (text) => {
  const { code, err } = await cli("mcp", "--call-timeout", text)
  expect({ code, err }).toEqual({
    code: 2,
    err: `--call-timeout ${text} is not a time. Write --call-timeout 2m.\n`,
  })
})
