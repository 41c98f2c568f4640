import { packages, significant } from "../markdown.ts"
import type { Crashes } from "./exhaustion.ts"
import type { ExhaustionRow, ExplorationReport, SpeedRow, ThreadsRow } from "./report.ts"
import { SPEED_CONTESTANTS } from "./speed.ts"
import type { SpeedContestant } from "./speed.ts"

/** What the benchmark writes into `docs/exploration-speed.md`, by the name of the section. */
export const sectionsOf = (report: ExplorationReport): ReadonlyMap<string, string> =>
  new Map([
    ["exploration-speed", `${speedTable(report.speed)}\n\n${measuredOn(report)}`],
    ["exploration-exhaustion", exhaustionTable(report.exhaustion)],
    ["exploration-threads", threadsTable(report.threads)],
  ])

const contestantNames: Readonly<Record<SpeedContestant, string>> = {
  plain: "plain runs",
  orders: "orders",
  sweep: "sweep",
  systematic: "systematic",
  random: "random",
}

export const speedTable = (rows: readonly SpeedRow[]): string =>
  [
    "| Handler | | runs measured at once | runs a second | of a plain run's time | runs a CPU second |",
    "| --- | --- | ---: | ---: | ---: | ---: |",
    ...rows.flatMap(({ handler, contestants }) =>
      SPEED_CONTESTANTS.flatMap((name, index) => {
        const result = contestants[name]
        const plain = contestants.plain
        if (result === undefined || plain === undefined) return []
        const cells = [
          index === 0 ? handler : "",
          contestantNames[name],
          whole(result.runs),
          whole(1_000 / result.wall.medianMs),
          `${significant(result.wall.medianMs / plain.wall.medianMs)}×`,
          whole(1_000 / result.cpu.medianMs),
        ]
        return [`| ${cells.join(" | ")} |`]
      }),
    ),
  ].join("\n")

const CRASHES: readonly Crashes[] = ["none", "one", "any number"]

export const exhaustionTable = (rows: readonly ExhaustionRow[]): string => {
  const merged = rows.filter(({ isUnmerged }) => !isUnmerged)
  const byHandler = Map.groupBy(merged, ({ handler }) => handler)
  return [
    "| Handler | no crash | one crash | any number of crashes |",
    "| --- | ---: | ---: | ---: |",
    ...Array.from(byHandler, ([handler, searches]) => {
      const cells = CRASHES.map((crashes) =>
        exhaustionCell(searches.find((search) => search.crashes === crashes)),
      )
      return `| ${[handler, ...cells].join(" | ")} |`
    }),
  ].join("\n")
}

const exhaustionCell = (row: ExhaustionRow | undefined): string => {
  if (row?.time === undefined) return "–"
  const states = row.states === undefined ? [] : [`${whole(row.states)} states`]
  return [whole(row.schedules), ...states, seconds(row.time.medianMs)].join(", ")
}

export const threadsTable = (rows: readonly ThreadsRow[]): string => {
  return [
    "| Handler | threads | schedules | time | times as fast |",
    "| --- | --- | ---: | ---: | ---: |",
    ...rows.map(({ handler, threads, schedules, time }) => {
      const alone = rows.find((row) => row.handler === handler && row.threads === 0)
      const cells = [
        threads === 0 ? handler : "",
        threads === 0 ? "none but the test's own" : String(threads),
        whole(schedules),
        seconds(time.medianMs),
        `${significant((alone?.time.medianMs ?? time.medianMs) / time.medianMs)}×`,
      ]
      return `| ${cells.join(" | ")} |`
    }),
  ].join("\n")
}

const measuredOn = (report: ExplorationReport): string =>
  `Medians, measured ${report.date.slice(0, 10)} with Node ${report.node} on ${report.cores} cores` +
  `${busy(report)} (${packages(report)}). Run it yourself: \`npm run bench:explore\`.`

/** From this load for each core on, others slow the benchmark down. */
const BUSY_LOAD = 0.5

const busy = ({ load, cores }: ExplorationReport): string =>
  load < BUSY_LOAD * cores
    ? ""
    : ` **that were busy with other work** (a load of ${load.toFixed(1)}), so only ratios count`

const whole = (value: number): string => Math.round(value).toLocaleString("en")

const seconds = (milliseconds: number): string =>
  milliseconds < 1_000
    ? `${significant(milliseconds)} ms`
    : `${significant(milliseconds / 1_000)} s`
