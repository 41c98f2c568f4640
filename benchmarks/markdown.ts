import type { BenchmarkReport, ScenarioResult, Summary } from "./results.ts"

const START = "<!-- benchmarks:start -->"
const END = "<!-- benchmarks:end -->"

/** A median of fewer samples than this says so in the table. */
const FEW_SAMPLES = 5

/** Puts the table between the markers of a document, replacing what stood there. */
export const withTable = (document: string, report: BenchmarkReport): string => {
  const start = document.indexOf(START)
  const end = document.indexOf(END)
  if (start === -1 || end < start) {
    throw new Error(`The document needs a line ${START} and after it a line ${END}.`)
  }
  const before = document.slice(0, start + START.length)
  return `${before}\n\n${markdownOf(report)}\n\n${document.slice(end)}`
}

const markdownOf = (report: BenchmarkReport): string =>
  [
    "| One execution of | this runner | SDK alone | vendor's runner | over the SDK | vendor over this |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...report.scenarios.map((scenario) => `| ${columns(scenario).join(" | ")} |`),
    "",
    `Medians, measured ${report.date.slice(0, 10)} with Node ${report.node} on ${report.cores} cores` +
      ` (${packages(report)}). "SDK alone" is the SDK with a client that only stores; the vendor's` +
      " runner skips time. Run it yourself: `npm run bench`.",
  ].join("\n")

const columns = ({ name, contestants }: ScenarioResult): string[] => {
  const { runner, floor, vendor } = contestants
  return [
    name,
    duration(runner),
    duration(floor),
    duration(vendor),
    ratio(runner, floor),
    ratio(vendor, runner),
  ]
}

export const duration = (summary: Summary | undefined): string => {
  if (summary === undefined) return "–"
  const few = summary.samples < FEW_SAMPLES ? ` (${summary.samples} samples)` : ""
  return `${significant(summary.medianMs)} ms${few}`
}

export const ratio = (slower: Summary | undefined, faster: Summary | undefined): string =>
  slower === undefined || faster === undefined
    ? "–"
    : `${significant(slower.medianMs / faster.medianMs)}×`

const significant = (value: number): string => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

const packages = (report: BenchmarkReport): string =>
  Object.entries(report.packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")
