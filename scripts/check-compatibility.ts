/*
 * The tarball in each framework that people test with: a project of its own, what it needs installed by
 * npm, the same cases run in it. `--all` runs every framework, `--only <text>` those whose name has it;
 * `--write` writes the table into docs/compatibility.md.
 */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Framework, FRAMEWORKS } from "./compatibility/frameworks.ts"
import { pack, root, temporaryFolder } from "./package-under-test.ts"

type Outcome = "passed" | "failed" | "does not work" | "could not be installed"

interface Row {
  readonly framework: Framework
  readonly outcome: Outcome
}

const INSTALL_TIMEOUT_MS = 240_000
const RUN_TIMEOUT_MS = 90_000
const BEGIN = "<!-- written by npm run check:compatibility -- --all --write -->"
const END = "<!-- end -->"

const options = process.argv.slice(2)
const only = options.includes("--only") ? options[options.indexOf("--only") + 1] : undefined
const chosen = FRAMEWORKS.filter(({ name, isQuick }) =>
  only === undefined ? isQuick || options.includes("--all") : name.includes(only),
)
if (chosen.length === 0) throw new Error(`No framework has "${only}" in its name.`)

const folder = temporaryFolder()
const tarball = pack(folder)
installFrameworks()
const rows = chosen.map((framework): Row => ({ framework, outcome: check(framework) }))
if (options.includes("--write")) writeTable(rows)
const failed = rows.filter(({ outcome }) => outcome === "failed")
if (failed.length > 0) {
  console.error(`Failed: ${failed.map(({ framework }) => framework.name).join(", ")}`)
  process.exitCode = 1
}

function check(framework: Framework): Outcome {
  const started = performance.now()
  const project = createProject(framework)
  const isInstalled = framework.binary === undefined || install(framework.packages, project)
  const outcome = isInstalled ? run(framework, project) : "could not be installed"
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  console.log(`${framework.name}: ${outcome} (${seconds} s, Node ${process.versions.node})`)
  return outcome
}

function createProject({ name, files, extension, isModule }: Framework): string {
  const project = join(folder, name.replaceAll(/\W+/gu, "-"))
  mkdirSync(project, { recursive: true })
  const type = isModule === true ? "module" : "commonjs"
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type }))
  const fixtures = join(root, "test/compatibility/fixtures")
  for (const file of readdirSync(fixtures)) {
    const text = readFileSync(join(fixtures, file), "utf8")
    const resolved = text.replaceAll(/from "(\.\/[\w-]+)\.ts"/gu, `from "$1${extension ?? ""}"`)
    // Two test files of one process, each of which may load all anew.
    const names = file === "register-cases.ts" ? ["first.test.ts", "second.test.ts"] : [file]
    for (const each of names) writeFileSync(join(project, each), resolved)
  }
  for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text)
  return project
}

/** False if the registry does not have what the framework needs, or not for this machine. */
function install(packages: readonly string[], into: string): boolean {
  const flags = ["--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
  try {
    execFileSync("npm", ["install", ...flags, ...packages], {
      cwd: into,
      stdio: ["ignore", "ignore", "inherit"],
      timeout: INSTALL_TIMEOUT_MS,
    })
    return true
  } catch {
    return false
  }
}

/** One installation for all projects, which lie in folders below it. */
function installFrameworks(): void {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    devDependencies: Readonly<Record<string, string>>
  }
  const sdk = "@aws/durable-execution-sdk-js"
  const packages = new Set([tarball, `${sdk}@${devDependencies[sdk]}`, "fast-check@4"])
  for (const framework of chosen) {
    if (framework.binary === undefined) framework.packages.forEach((each) => packages.add(each))
  }
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }))
  if (!install([...packages], folder)) throw new Error("Failed to install the frameworks by npm.")
}

function run({ command, binary, limitation }: Framework, project: string): Outcome {
  const args = command.map((each) => (each.startsWith("node_modules/") ? join(folder, each) : each))
  const program =
    binary === undefined ? process.execPath : join(project, "node_modules/.bin", binary)
  const result = spawnSync(program, args, {
    cwd: project,
    encoding: "utf8",
    timeout: RUN_TIMEOUT_MS,
    env: { ...process.env, NODE_OPTIONS: "", CI: "true" },
  })
  if (limitation !== undefined) return result.status === 0 ? "failed" : "does not work"
  if (result.status === 0) return "passed"
  console.error(result.stdout, result.stderr, result.error ?? "")
  return "failed"
}

function writeTable(all: readonly Row[]): void {
  const path = join(root, "docs/compatibility.md")
  const text = readFileSync(path, "utf8")
  const [before, rest = ""] = text.split(BEGIN)
  const after = rest.slice(rest.indexOf(END))
  const lines = all.map(({ framework: { name, limitation, setup }, outcome }) => {
    const reason = outcome === "does not work" ? `: ${limitation}` : ""
    return `| ${name} | ${outcome}${reason} | ${setup} |`
  })
  const table = [
    `With Node ${process.versions.node}:`,
    "",
    "| framework | result | set-up |",
    "|---|---|---|",
    ...lines,
  ]
  writeFileSync(path, `${before}${BEGIN}\n\n${table.join("\n")}\n\n${after}`)
}
