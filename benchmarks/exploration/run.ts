/**
 * npm run bench:explore -- [--only=speed|exhaustion|threads] [--write] [--from=<file>]
 *
 * Measures how fast schedules are run, how many there are of growing handlers and how long it takes to
 * run them all, and what threads make of that; and keeps the numbers in `results/`. `--write` also
 * writes the tables of `docs/exploration-speed.md` and draws `docs/exploration-growth.svg`.
 *
 * `--from` takes the numbers of a file of `results/` instead of measuring them again.
 */
import { readFile, writeFile } from "node:fs/promises"
import { loadavg } from "node:os"
import { parseArgs } from "node:util"

import { environment } from "../environment.ts"
import { keepReport } from "../keep-report.ts"
import { withSection } from "../section.ts"
import { exhaustionCases } from "./exhaustion.ts"
import { growthPlot } from "./growth-plot.ts"
import { measureExhaustion, measureSpeed, measureThreads } from "./measure.ts"
import type { ExhaustionRow, ExplorationReport, SpeedRow } from "./report.ts"
import { speedSubjects } from "./speed.ts"
import { exhaustionTable, sectionsOf, speedTable, threadsTable } from "./tables.ts"

const PARTS = ["speed", "exhaustion", "threads"] as const

const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    from: { type: "string" },
    write: { type: "boolean", default: false },
  },
})
const { only, from, write } = options
if (only !== undefined && !PARTS.some((part) => part === only)) {
  throw new Error(`--only is one of ${PARTS.join(", ")}.`)
}
if (write && only !== undefined) throw new Error("--write needs everything: run it without --only.")

const isChosen = (part: (typeof PARTS)[number]): boolean => only === undefined || only === part

const measure = async (): Promise<ExplorationReport> => {
  const [load = 0] = loadavg()
  const speed: SpeedRow[] = []
  if (isChosen("speed")) {
    for (const subject of speedSubjects) speed.push(await measureSpeed(subject))
    console.log(`${speedTable(speed)}\n`)
  }
  const exhaustion: ExhaustionRow[] = []
  if (isChosen("exhaustion")) {
    for (const search of exhaustionCases) exhaustion.push(await measureExhaustion(search))
    console.log(`${exhaustionTable(exhaustion)}\n`)
  }
  const threads = isChosen("threads") ? await measureThreads() : []
  if (isChosen("threads")) console.log(`${threadsTable(threads)}\n`)
  const report = { ...(await environment()), load, speed, exhaustion, threads }
  const day = report.date.slice(0, 10)
  const file = write ? `exploration-${day}.json` : "exploration-latest.json"
  console.log(`Kept in ${await keepReport(file, report)}`)
  return report
}

const report =
  from === undefined
    ? await measure()
    : (JSON.parse(await readFile(from, "utf8")) as ExplorationReport)

if (write) {
  const docs = new URL("../../docs/", import.meta.url)
  const page = new URL("exploration-speed.md", docs)
  let text = await readFile(page, "utf8")
  for (const [name, section] of sectionsOf(report)) text = withSection(text, name, section)
  await writeFile(page, text)
  await writeFile(new URL("exploration-growth.svg", docs), growthPlot(report.exhaustion))
  console.log("Wrote docs/exploration-speed.md and docs/exploration-growth.svg")
}
