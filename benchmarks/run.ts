/**
 * npm run bench -- [--only=<scenario>] [--skip-vendor] [--write]
 *
 * Measures each scenario for this runner, for the SDK alone and for the vendor's runner, and keeps
 * the numbers in `results/`. The contestants take turns in rounds, so that a slow minute of the
 * machine hits all of them; ratios are ratios of medians. `--write` also writes the table of docs/speed.md.
 */
import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import { ContestantProcess } from "./contestant-process.ts"
import type { ContestantName } from "./contestants/contestant.ts"
import { environment } from "./environment.ts"
import { inTurns } from "./in-turns.ts"
import { keepReport } from "./keep-report.ts"
import { duration, markdownOf, ratio } from "./markdown.ts"
import { summarize } from "./results.ts"
import type { BenchmarkReport, ScenarioResult, Summary } from "./results.ts"
import { scenarioNamed, scenarios } from "./scenarios.ts"
import type { Scenario } from "./scenarios.ts"
import { withSection } from "./section.ts"

const ROUNDS = 3

const workerPath = fileURLToPath(new URL("./worker.ts", import.meta.url))

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    "skip-vendor": { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
})
if (options.write && (options.only !== undefined || options["skip-vendor"])) {
  throw new Error("--write needs the whole table: run it without --only and --skip-vendor.")
}

const measureScenario = async (
  scenario: Scenario,
  names: readonly ContestantName[],
): Promise<ScenarioResult> => {
  const contestants = names.map((name) => ({
    name,
    process: new ContestantProcess(workerPath, [name, scenario.name]),
    samplesMs: [] as number[],
  }))
  await inTurns<undefined, (typeof contestants)[number]>(
    contestants,
    ROUNDS,
    (contestant, { samplesMs }) => contestant.samplesMs.push(...samplesMs),
  )
  const summaries: Partial<Record<ContestantName, Summary>> = {}
  for (const { name, samplesMs } of contestants) summaries[name] = summarize(samplesMs)
  return { name: scenario.name, contestants: summaries }
}

const printRow = (cells: readonly string[]): void => {
  console.log(
    cells.map((cell, index) => (index === 0 ? cell.padEnd(14) : cell.padStart(23))).join(""),
  )
}

const chosen = options.only === undefined ? scenarios : [scenarioNamed(options.only)]
const names: readonly ContestantName[] = options["skip-vendor"]
  ? ["floor", "runner"]
  : ["floor", "runner", "vendor"]

printRow(["", "this runner", "SDK alone", "vendor's runner", "over the SDK", "vendor over this"])
const results: ScenarioResult[] = []
for (const scenario of chosen) {
  const measured = scenario.isLarge ? names.filter((name) => name !== "vendor") : names
  const result = await measureScenario(scenario, measured)
  const { runner, floor, vendor } = result.contestants
  printRow([
    result.name,
    duration(runner),
    duration(floor),
    duration(vendor),
    ratio(runner, floor),
    ratio(vendor, runner),
  ])
  results.push(result)
}

const report: BenchmarkReport = { ...(await environment()), scenarios: results }
const file = await keepReport(
  options.write ? `${report.date.slice(0, 10)}.json` : "latest.json",
  report,
)
console.log(`\nKept in ${file}`)

if (options.write) {
  const page = new URL("../docs/speed.md", import.meta.url)
  await writeFile(page, withSection(await readFile(page, "utf8"), "benchmarks", markdownOf(report)))
  console.log("Wrote the table of docs/speed.md")
}
