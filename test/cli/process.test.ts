import { spawn, spawnSync } from "node:child_process"
import { copyFileSync, readFileSync, symlinkSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { fixture } from "./command-line.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))
const node = [process.execPath, "--conditions=durable-test-runner-source", "--no-warnings", bin]
const order = fixture("order.ts")
const input = '{"id":"o-1"}'
const { CI: _ci, ...env } = process.env

const folder = temporaryFolder()

function pipe(...argv: string[]): { code: number | null; out: string; err: string } {
  const [command = "", ...args] = [...node, ...argv]
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env, input: "" })
  return { code: status, out: stdout, err: stderr }
}

describe("the command as a process in a pipe", () => {
  test("prints one object on the standard output, whatever the handler prints", () => {
    const { code, out, err } = pipe(
      "run",
      order,
      "-i",
      input,
      "--answer",
      "approve=yes@5h",
      "--json",
    )
    expect(code).toBe(0)
    expect(out.trimEnd().split("\n")).toHaveLength(1)
    expect(JSON.parse(out)).toMatchObject({ status: "SUCCEEDED", invocations: 2 })
    expect(err).toBe("")
  })

  test("what a module prints while it is loaded goes to the standard error", () => {
    const loud = join(folder, "loud.mjs")
    const sdk = import.meta.resolve("@aws/durable-execution-sdk-js")
    writeFileSync(
      loud,
      `import { withDurableExecution } from ${JSON.stringify(sdk)}
console.log("loading")
export const handler = withDurableExecution(async () => 1)
`,
    )
    const { code, out, err } = pipe("run", loud, "--json")
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ result: 1 })
    expect(err).toBe("loading\n")
  })

  test("a reader that has enough changes neither the exit code nor the standard error", async () => {
    const [command, ...args] = node
    const run = ["run", order, "-i", input, "--answer", "approve=yes"]
    const child = spawn(command!, [...args, ...run], { env })
    child.stdout.destroy()
    let err = ""
    child.stderr.on("data", (chunk: Buffer) => void (err += chunk.toString()))
    const code = await new Promise((done) => void child.once("close", done))
    expect({ code, err: err.replaceAll(/^order o-1\n/gmu, "") }).toEqual({ code: 0, err: "" })
  })

  test("a usage error ends the process with 2, and a failed execution with 1", () => {
    expect(pipe("run", order, "--nonsense").code).toBe(2)
    const blocked = pipe("run", order, "-i", input)
    expect(blocked.code).toBe(1)
    expect(blocked.err).toContain("nothing is scheduled that would wake it")
    expect(blocked.out).not.toContain("\u001B[")
  })
})

test("each command finds what it needs in a process that has run no other", () => {
  const history = join(folder, "history.json")
  const verdict = join(folder, "verdict.json")
  const answer = ["-i", input, "--answer", "approve=yes"]
  writeFileSync(history, pipe("run", order, ...answer, "--json").out)
  const searched = ["explore", order, ...answer, "--max-schedules", "20", "--shard", "1/1"]
  writeFileSync(verdict, pipe(...searched, "--json").out)
  for (const [argv, expected] of [
    [["timeline", history], "callback approve"],
    [["timeline", history, "--json"], '"status":"SUCCEEDED"'],
    [["report", history, "-o", join(folder, "report.html"), "--json"], '"executions":1'],
    [["replay", history, "--handler", order], "can continue all of them"],
    [["run", order, ...answer, "--stub-from", history], "SUCCEEDED"],
    [["merge", verdict], "no violation"],
    [["init", order, "-i", input, "-o", join(folder, "order.test.ts"), "--json"], '"approve"'],
  ] as const) {
    const { code, out, err } = pipe(...argv)
    expect({ argv, code, out, err }).toMatchObject({
      code: 0,
      out: expect.stringContaining(expected) as string,
    })
  }
})

/** `script` of util-linux gives a command a terminal. */
const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0

/** Types each key once the text before it has been shown. */
async function atTerminal(
  argv: readonly string[],
  keys: readonly (readonly [seen: string, typed: string])[],
): Promise<{ readonly code: number; readonly screen: string }> {
  const command = [...node, ...argv].map((part) => `'${part.replaceAll("'", "'\\''")}'`).join(" ")
  const child = spawn("script", ["-qec", command, "/dev/null"], {
    env: { ...env, TERM: "xterm", NO_COLOR: "1" },
  })
  let screen = ""
  let from = 0
  const left = [...keys]
  child.stdout.on("data", (chunk: Buffer) => {
    screen += chunk.toString()
    for (let next = left[0]; next !== undefined; next = left[0]) {
      const at = screen.indexOf(next[0], from)
      if (at === -1) return
      from = at + next[0].length
      child.stdin.write(next[1])
      left.shift()
    }
  })
  return new Promise((done) => {
    child.once("close", (code) => done({ code: code ?? -1, screen }))
  })
}

const DOWN = "\u001B[B"

describe.skipIf(!hasScript)("run at a terminal asks what a callback gets", () => {
  test("a heartbeat, some time, and then success", async () => {
    const { code, screen } = await atTerminal(
      ["run", order, "-i", input],
      [
        // A prompt is drawn anew at each key, and what stands before it is not.
        ["waits for approve", ""],
        ["What happens?", `${DOWN}${DOWN}\r`],
        ["waits for approve", ""],
        ["What happens?", `${DOWN}${DOWN}${DOWN}\r`],
        ["How long", "2h\r"],
        ["+2h", ""],
        ["What happens?", "\r"],
        ["Result", "yes\r"],
      ],
    )
    expect(screen).toContain("waits for approve")
    expect(screen).toContain('result  {"receipt":{"paid":"o-1"},"answer":"yes"}')
    expect(screen).toMatch(/\+2h .*callback approve +succeeded yes/u)
    expect(code).toBe(0)
  })

  test("a failure ends the execution with it, and the exit code is 1", async () => {
    const { code, screen } = await atTerminal(
      ["run", order, "-i", input],
      [
        ["What happens?", `${DOWN}\r`],
        ["Error message", "too dear\r"],
      ],
    )
    expect(screen).toContain("too dear")
    expect(screen).toContain("status  FAILED")
    expect(code).toBe(1)
  })

  test("ctrl-C ends it with 130 and no stack", async () => {
    const { code, screen } = await atTerminal(
      ["run", order, "-i", input],
      [["What happens?", "\u0003"]],
    )
    expect(code).toBe(130)
    expect(screen).not.toContain("ExitPromptError")
  })
})

test("--watch runs the handler again when a file has changed", async () => {
  const path = join(folder, "watched.ts")
  copyFileSync(order, path)
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction")
  const [command = "", ...args] = [
    ...node,
    ...["run", path, "-i", input, "--answer", "approve=yes", "--watch"],
  ]
  const child = spawn(command, args, { env })
  let out = ""
  let hasChanged = false
  const result = await new Promise<string>((done) => {
    child.stdout.on("data", (chunk: Buffer) => {
      out += chunk.toString()
      if (!hasChanged && out.includes('result  {"receipt":{"paid":"o-1"}')) {
        hasChanged = true
        const text = readFileSync(path, "utf8").replace("paid: event.id", 'paid: "again"')
        writeFileSync(path, text)
      }
      if (out.includes('"paid":"again"')) done("ran again")
    })
    child.once("close", () => done(out))
  })
  child.kill("SIGTERM")
  expect(result).toBe("ran again")
}, 20_000)
