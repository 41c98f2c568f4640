import { spawnSync } from "node:child_process"
import { cpSync, existsSync } from "node:fs"
import { join } from "node:path"
import { root } from "../package-under-test.ts"
import type { Library } from "./libraries.ts"
import type { Outcome, Row } from "./outcome.ts"

const RUN_TIMEOUT_MS = 120_000

/** What the case of a library prints last. */
interface Report {
  readonly problems: readonly string[]
  /** Whether the second run in the process had the history of the first one. */
  readonly repeats: boolean
  /** The results of both runs. */
  readonly values: readonly unknown[]
}

/**
 * Runs the case of `test/compatibility/libraries` in two processes: one loads the package first, the
 * other one the library. Both have to hold, and what the library repeats has to be the same.
 */
export function checkLibrary(library: Library, folder: string): Row {
  const project = join(folder, "libraries")
  if (!existsSync(project)) {
    cpSync(join(root, "test/compatibility/libraries"), project, { recursive: true })
  }
  const reports = (["package", "library"] as const).map((first) => run(library, first, project))
  const problems = reports.flatMap((report) => problemsOf(library, report))
  const [left, right] = reports.map(({ values }) => JSON.stringify(values[0]))
  if (library.repeats.includes("processes") && left !== right) {
    problems.push("two processes come to different values")
  }
  const { name, limitation, note, needsRegister } = library
  const setup = needsRegister === true ? "`--import durable-test-runner/register`" : undefined
  const advice = [setup, note].filter((each) => each !== undefined).join("; ")
  return { name, outcome: outcomeOf(library, problems), limitation: limitation?.text, advice }
}

/** What is known not to hold has to be all that does not, and has to be there. */
function outcomeOf({ limitation }: Library, problems: readonly string[]): Outcome {
  const isKnown = (problem: string): boolean => limitation?.seen.test(problem) === true
  const unknown = problems.filter((problem) => !isKnown(problem))
  for (const problem of unknown) console.error(problem)
  if (unknown.length > 0) return "failed"
  if (limitation === undefined) return "passed"
  if (problems.length > 0) return "passed"
  console.error(`What is called a limitation holds: ${limitation.text}`)
  return "failed"
}

function problemsOf({ repeats }: Library, report: Report): string[] {
  if (report.repeats || !repeats.includes("runs")) return [...report.problems]
  return [...report.problems, "two runs in one process have different histories"]
}

function run(
  { file, needsRegister }: Library,
  first: "package" | "library",
  project: string,
): Report {
  const register = needsRegister === true ? ["--import", "durable-test-runner/register"] : []
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...register, "check.mjs", `${file}.mjs`, first],
    {
      cwd: project,
      encoding: "utf8",
      timeout: RUN_TIMEOUT_MS,
      env: { ...process.env, NODE_OPTIONS: "" },
    },
  )
  const last = stdout.trimEnd().split("\n").at(-1) ?? ""
  if (status === 0 && last.startsWith("{")) return JSON.parse(last) as Report
  const problem = `${file}, the ${first} first: ended with ${status}\n${stdout}${stderr}`
  return { problems: [problem], repeats: true, values: [] }
}
