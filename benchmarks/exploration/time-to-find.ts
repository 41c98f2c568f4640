/**
 * npm run bench:find -- [--seeds=5] [--max=1000] [--write]
 *
 * How many schedules, and how much CPU time, the search needs to find each bug of the zoo and of the
 * workflows, for several orders of the tiers and over seeds. `--write` writes the tables of
 * `docs/exploration-speed.md`.
 *
 * The schedules are the same on any machine. The time is CPU time, because others use the machine too.
 */
import { readFile, writeFile } from "node:fs/promises"
import { loadavg } from "node:os"
import { parseArgs } from "node:util"
import { bugs } from "../../test/explore/zoo/zoo.ts"
import { workflows } from "../../test/explore/workflows/workflows.ts"
import { environment } from "../environment.ts"
import { withSection } from "../section.ts"
import { courses, type Find, findBug } from "./find-bugs.ts"

const { values: options } = parseArgs({
  options: {
    seeds: { type: "string", default: "5" },
    max: { type: "string", default: "1000" },
    write: { type: "boolean", default: false },
  },
})
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed)
const maxSchedules = Number(options.max)

const groups = { zoo: bugs, workflows }

/** The value below which that part of all values lies. */
const quantile = (values: readonly number[], part: number): number => {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

const columnsOf = (values: readonly number[], digits: number): string =>
  [0.5, 0.95].map((part) => quantile(values, part).toFixed(digits)).join(" | ")

const rowOf = (group: string, course: string, finds: readonly Find[]): string => {
  const missed = finds.filter(({ isFound }) => !isFound).length
  const schedules = columnsOf(
    finds.map((find) => (find.isFound ? find.schedules : Infinity)),
    0,
  )
  const times = columnsOf(
    finds.map((find) => find.cpuMs),
    0,
  )
  return `| ${group} | ${course} | ${finds.length - missed} of ${finds.length} | ${schedules} | ${times} |`
}

const rows: string[] = []
const slowest: { readonly name: string; readonly schedules: number; readonly cpuMs: number }[] = []
for (const [group, entries] of Object.entries(groups)) {
  // The first searches load and compile code, and count for nobody.
  for (const entry of entries.slice(0, 3)) {
    await findBug(entry, courses["default"] ?? [], { seed: 0, maxSchedules: 100 })
  }
  for (const [course, legs] of Object.entries(courses)) {
    const finds: Find[] = []
    for (const entry of entries) {
      const ofEntry: Find[] = []
      for (const seed of seeds) ofEntry.push(await findBug(entry, legs, { seed, maxSchedules }))
      finds.push(...ofEntry)
      if (course !== "default") continue
      const schedules = quantile(
        ofEntry.map((find) => find.schedules),
        0.5,
      )
      const cpuMs = quantile(
        ofEntry.map((find) => find.cpuMs),
        0.5,
      )
      slowest.push({ name: entry.name, schedules, cpuMs })
    }
    rows.push(rowOf(group, course, finds))
    console.log(rows.at(-1))
  }
}

const { date } = await environment()
const [load = 0] = loadavg()
const bugRows = slowest
  .toSorted((left, right) => right.schedules - left.schedules)
  .slice(0, 15)
  .map(({ name, schedules, cpuMs }) => `| ${name} | ${schedules} | ${cpuMs.toFixed(0)} |`)

const section = [
  "| bugs | order of tiers | found | schedules, median | 95th percentile | CPU ms, median | 95th percentile |",
  "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
  ...rows,
  "",
  "The fifteen bugs that take the most schedules in the default order, medians:",
  "",
  "| bug | schedules | CPU ms |",
  "| --- | ---: | ---: |",
  ...bugRows,
  "",
  `Over ${seeds.length} seeds, at most ${maxSchedules} schedules for each search, without shrinking, measured ` +
    `${date.slice(0, 10)} with Node ${process.version.slice(1)} at a load of ${load.toFixed(1)}. The times are CPU times of a machine that ` +
    "had other work, so the schedules are the figure to compare. Run it yourself: `npm run bench:find`.",
].join("\n")

if (options.write) {
  const page = new URL("../../docs/exploration-speed.md", import.meta.url)
  await writeFile(page, withSection(await readFile(page, "utf8"), "exploration-find", section))
  console.log("Wrote docs/exploration-speed.md")
} else {
  console.log(section)
}
