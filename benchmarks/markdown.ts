import type { BenchmarkReport, ScenarioResult, Summary } from "./results.ts"

/** A median of fewer samples than this says so in the table. */
const FEW_SAMPLES = 5

export const markdownOf = (report: BenchmarkReport): string =>
  [
    "| One execution of | this runner | SDK alone | vendor's runner | over the SDK | vendor over this |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...report.scenarios.map((scenario) => `| ${columns(scenario).join(" | ")} |`),
    "",
    `Medians after two seconds of warm-up, measured ${report.date.slice(0, 10)} with Node ${report.node} on ${report.cores} cores` +
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
  const few =
    summary.samples < FEW_SAMPLES
      ? ` (${summary.samples} ${summary.samples === 1 ? "sample" : "samples"})`
      : ""
  return `${significant(summary.medianMs)} ms${few}`
}

export const ratio = (slower: Summary | undefined, faster: Summary | undefined): string =>
  slower === undefined || faster === undefined
    ? "–"
    : `${significant(slower.medianMs / faster.medianMs)}×`

export const significant = (value: number): string => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2
  return value.toLocaleString("en", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

export const packages = (report: Pick<BenchmarkReport, "packages">): string =>
  Object.entries(report.packages)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ")
