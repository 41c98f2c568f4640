import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { cli, fixture } from "./command-line.ts"

const order = fixture("order.ts")
const folder = temporaryFolder()
let history: string
let recorded: string

beforeAll(async () => {
  const flags = ["--input", '{"id":"o-1"}', "--answer", "approve=yes@5h"]
  const { out } = await cli("run", order, ...flags, "--json")
  recorded = join(folder, "run.json")
  writeFileSync(recorded, out)
  mkdirSync(join(folder, "all"))
  history = join(folder, "all", "history.json")
  writeFileSync(
    history,
    JSON.stringify({ Events: (JSON.parse(out) as { history: unknown }).history }),
  )
})

describe("replay holds recorded executions against today's code", () => {
  test("a handler that goes on with all of them ends with 0", async () => {
    const paths = [recorded, join(folder, "all")]
    const { code, out } = await cli("replay", ...paths, "--handler", order)
    expect(code).toBe(0)
    expect(out).toContain(`compatible  ${history}: `)
    expect(out).toContain("2 histories: the handler can continue all of them.")
  })

  test("a handler that asks for something else ends with 1 and the difference", async () => {
    const { code, out } = await cli("replay", history, "--handler", fixture("draws.ts"))
    expect(code).toBe(1)
    expect(out).toContain(`incompatible  ${history}: `)
    expect(out).toContain('recorded   step "charge"')
    expect(out).toContain("1 history: the handler cannot continue 1.")
    const json = await cli("replay", history, "--handler", fixture("draws.ts"), "--json")
    expect(JSON.parse(json.out)).toMatchObject({ verdict: "incompatible" })
  })

  test("wrong files and a missing handler end with 2", async () => {
    expect((await cli("replay", history)).err).toContain("--handler")
    const missing = await cli("replay", join(folder, "none.json"), "--handler", order)
    expect(missing).toMatchObject({ code: 2, out: "" })
    const empty = join(folder, "empty")
    mkdirSync(empty)
    expect((await cli("replay", empty, "--handler", order)).err).toContain(
      "no file that ends with .json",
    )
  })
})

describe("timeline prints recorded executions", () => {
  test("of a history and of what run --json has printed", async () => {
    for (const path of [history, recorded]) {
      const { code, out } = await cli("timeline", path)
      expect(code).toBe(0)
      expect(out).toContain("callback approve       succeeded yes")
    }
    const { out } = await cli("timeline", history, "--json")
    expect(JSON.parse(out)).toMatchObject({ status: "SUCCEEDED" })
  })

  test("what is no history ends with 2", async () => {
    const path = join(folder, "no-history.json")
    writeFileSync(path, '{"a":1}')
    const { code, out, err } = await cli("timeline", history, path)
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(err).toContain(`${path} contains no list of events. Pass the output of`)
    expect((await cli("timeline", order)).err).toContain("is not JSON")
    writeFileSync(path, JSON.stringify(readFileSync(history, "utf8")))
    expect((await cli("timeline", path)).err).toContain(
      `${path} is a JSON text inside of a JSON text`,
    )
  })
})

describe("pages to look at", () => {
  test("report writes one of recorded executions", async () => {
    const page = join(folder, "order.html")
    const { code, err } = await cli("report", history, recorded, "-o", page)
    expect({ code, err }).toEqual({ code: 0, err: `report  ${page}\n` })
    expect(readFileSync(page, "utf8")).toMatch(/^<!doctype html>/iu)
  })

  test.for<[string, string, string]>([
    ["summary", "report.md", "| operation | status | when |"],
    ["mermaid", "report.mmd", "sequenceDiagram"],
    ["chrome-trace", "report.trace.json", '"traceEvents":['],
    ["opentelemetry", "report.otlp.json", '"name":"Workflow"'],
    ["html", "report.html", "<!doctype html>"],
  ])("report writes %s, to %s where no file is named", async ([format, name, content]) => {
    const from = process.cwd()
    process.chdir(folder)
    try {
      const { code, out } = await cli("report", history, "--format", format, "--json")
      expect(code).toBe(0)
      expect(JSON.parse(out)).toEqual({ file: name, format, executions: 1 })
      expect(readFileSync(name, "utf8")).toContain(content)
    } finally {
      process.chdir(from)
    }
  })

  test("a folder stands for its histories, and some formats take one alone", async () => {
    const all = join(folder, "all")
    const page = join(folder, "all.html")
    const { code, out } = await cli("report", all, recorded, "-o", page, "--json")
    expect({ code, executions: (JSON.parse(out) as { executions: number }).executions }).toEqual({
      code: 0,
      executions: 2,
    })
    expect((await cli("timeline", all)).code).toBe(0)
    const two = await cli("report", all, recorded, "--format", "mermaid")
    expect(two.code).toBe(2)
    expect(two.err).toContain("--format mermaid takes one history, and there are 2.")
    expect((await cli("report", history, "--format", "pdf")).err).toContain("Allowed choices")
  })

  test("run and explore write one by --html", async () => {
    const page = join(folder, "run.html")
    const run = await cli("run", order, "-i", '{"id":"o-1"}', "--answer", "approve", "--html", page)
    expect(run.code).toBe(0)
    expect(readFileSync(page, "utf8")).toContain("approve")
    const bug = join(folder, "bug.html")
    const explored = await cli(
      "explore",
      fixture("draws.ts"),
      "--max-schedules",
      "30",
      "--html",
      bug,
    )
    expect(explored.code).toBe(1)
    expect(existsSync(bug)).toBe(true)
  })

  test("a folder that is not there ends with 2", async () => {
    const page = join(folder, "nowhere", "order.html")
    const { code, err } = await cli("report", history, "-o", page)
    expect(code).toBe(2)
    expect(err).toContain("The report cannot be written: ENOENT")
  })
})
