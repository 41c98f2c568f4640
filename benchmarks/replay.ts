/**
 * npm run bench:replay -- [--write]
 *
 * Measures what the replay checks of a handler with 100 steps cost, beside a plain run of it. `--write`
 * also writes the table of docs/determinism.md.
 */
import { readFile, writeFile } from "node:fs/promises"
import { parseArgs } from "node:util"
import { DurableTestRunner } from "durable-test-runner"
import { environment } from "./environment.ts"
import { duration } from "./markdown.ts"
import { summarize } from "./results.ts"
import type { Summary } from "./results.ts"
import { sampleRound, warmUp } from "./sampling.ts"
import { scenarioNamed } from "./scenarios.ts"

const STEPS = 100
const ROUNDS = 5
const START = "<!-- replay-cost:begin -->"
const END = "<!-- replay-cost:end -->"

const { values: options } = parseArgs({ options: { write: { type: "boolean", default: false } } })

const { handler } = scenarioNamed(`${STEPS} steps`)
const recorded = await new DurableTestRunner().run(handler)

/** What is measured: each answers how many replays it made. */
const contestants: Readonly<Record<string, () => Promise<number>>> = {
  "`run`": async () => {
    await new DurableTestRunner().run(handler)
    return 0
  },
  "`execution.replay()`": async () => (await recorded.replay()).replays,
  "`checkReplay`": async () => {
    const { isDeterministic, replays } = await new DurableTestRunner().checkReplay(handler)
    if (!isDeterministic) throw new Error("The handler was found to be not deterministic.")
    return replays
  },
}

const measure = async (run: () => Promise<number>): Promise<Summary> => {
  const once = async (): Promise<void> => void (await run())
  const pace = await warmUp(once)
  const samplesMs: number[] = []
  for (let round = 0; round < ROUNDS; round++) samplesMs.push(...(await sampleRound(once, pace)))
  return summarize(samplesMs)
}

const rows: string[] = []
for (const [name, run] of Object.entries(contestants)) {
  const replays = await run()
  const median = duration(await measure(run))
  console.log(`${name.padEnd(22)} ${String(replays).padStart(4)} replays ${median.padStart(12)}`)
  rows.push(`| ${name} | ${replays} | ${median} |`)
}

if (options.write) {
  const { date, node, cores } = await environment()
  const table = [
    START,
    "",
    `| With ${STEPS} steps | replays | median |`,
    "| --- | ---: | ---: |",
    ...rows,
    "",
    `Measured ${date.slice(0, 10)} with Node ${node} on ${cores} cores by \`npm run bench:replay\`.`,
    "",
    END,
  ].join("\n")
  const page = new URL("../docs/determinism.md", import.meta.url)
  const document = await readFile(page, "utf8")
  const [start, end] = [document.indexOf(START), document.indexOf(END)]
  if (start === -1 || end < start) throw new Error(`The page needs the lines ${START} and ${END}.`)
  const after = document.slice(end + END.length)
  await writeFile(page, `${document.slice(0, start)}${table}${after}`)
  console.log("\nWrote the table of docs/determinism.md")
}
