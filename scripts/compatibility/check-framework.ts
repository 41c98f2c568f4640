import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../package-under-test.ts"
import type { Framework } from "./frameworks.ts"
import { install } from "./install.ts"
import type { Outcome, Row } from "./outcome.ts"

const RUN_TIMEOUT_MS = 90_000

/** Runs the cases of `test/compatibility/fixtures` in a project of its own below `folder`. */
export function checkFramework(framework: Framework, folder: string): Row {
  const project = createProject(framework, folder)
  const isInstalled = framework.binary === undefined || install(framework.packages, project)
  const outcome = isInstalled ? run(framework, project, folder) : "could not be installed"
  const { name, limitation, setup } = framework
  return { name, outcome, limitation, advice: setup }
}

function createProject({ name, files, extension, isModule }: Framework, folder: string): string {
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

function run({ command, binary, limitation }: Framework, project: string, folder: string): Outcome {
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
