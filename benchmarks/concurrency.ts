/**
 * npm run bench:concurrency -- [--write]
 *
 * Measures what a run costs that is one of many at once, beside one after the other. `--write` also
 * writes the table of docs/speed.md.
 */
import { readFile, writeFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { environment } from "./environment.ts"
import { keepReport } from "./keep-report.ts"
import { summarize } from "./results.ts"
import { withSection } from "./section.ts"

const COUNTS = [1, 200, 1_000, 10_000] as const
/** The counts take turns, so that a slow minute of the machine hits all of them. */
const ROUNDS = 5
/** Fewer runs than that are too short to be measured. */
const FEWEST_RUNS = 1_000

const { values: options } = parseArgs({ options: { write: { type: "boolean", default: false } } })

const handler = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  for (let index = 0; index < 3; index++) await context.step(`step-${index}`, async () => index)
  await context.wait({ hours: 1 })
  return context.waitForCallback("approve", async () => {}, { timeout: { hours: 24 } })
})

const runOnce = async (): Promise<void> => {
  const runner = new DurableTestRunner()
  runner.completeCallback("approve", "yes")
  const { status, invocations } = await runner.run(handler)
  if (status !== "SUCCEEDED" || invocations.length !== 3) throw new Error("Measured a wrong run.")
}

/** Milliseconds of processor time for one of so many runs at once. */
const measure = async (count: number): Promise<number> => {
  const batches = Math.max(1, FEWEST_RUNS / count)
  const before = process.cpuUsage()
  for (let batch = 0; batch < batches; batch++) {
    await Promise.all(Array.from({ length: count }, runOnce))
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000 / (batches * count)
}

for (let run = 0; run < 1_000; run++) await runOnce()
const samples = new Map<number, number[]>(COUNTS.map((count) => [count, []]))
for (let round = 0; round < ROUNDS; round++) {
  for (const count of COUNTS) samples.get(count)?.push(await measure(count))
}

const summaries = COUNTS.map((count) => ({ count, ...summarize(samples.get(count) ?? []) }))
const serialMs = summaries[0]?.medianMs ?? Number.NaN
const rows = summaries.map(({ count, medianMs }) => [
  count === 1 ? "one after the other" : `${count.toLocaleString("en")} at once`,
  `${medianMs.toFixed(2)} ms`,
  `${(medianMs / serialMs).toFixed(2)}×`,
])
for (const [name = "", cost = "", factor = ""] of rows) {
  console.log(`${name.padEnd(22)} ${cost.padStart(10)} ${factor.padStart(8)}`)
}

const report = { ...(await environment()), summaries }
const file = options.write ? `concurrency-${report.date.slice(0, 10)}.json` : "latest.json"
console.log(`\nKept in ${await keepReport(file, report)}`)

if (options.write) {
  const table = [
    "| Runs of 3 steps, a wait and a callback | each | beside one after the other |",
    "| --- | ---: | ---: |",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
    `Processor time, medians of ${ROUNDS} rounds, measured ${report.date.slice(0, 10)} with Node ${report.node} ` +
      `on ${report.cores} cores by \`npm run bench:concurrency\`.`,
  ].join("\n")
  const page = new URL("../docs/speed.md", import.meta.url)
  await writeFile(page, withSection(await readFile(page, "utf8"), "concurrency", table))
  console.log("Wrote the table of docs/speed.md")
}
