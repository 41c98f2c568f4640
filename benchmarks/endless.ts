/**
 * npm run bench:endless
 *
 * What an endless handler costs until the budget of real time ends it, with default options and each in
 * a process of its own: real seconds of the run, its processor time, and the most memory that the
 * process has had. The last row is a handler that ends.
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { type EndlessHandler, endlessHandlers } from "../test/world/limits/endless-handlers.ts"

/** What a process prints of its run. */
interface Cost {
  readonly ended: string
  readonly realMs: number
  readonly processorMs: number
  readonly megabytes: number
}

const ending: EndlessHandler = { what: "ends at once", handler: async () => "done", texts: [] }
const handlers = [...endlessHandlers, ending]

async function costHere({ handler }: EndlessHandler): Promise<Cost> {
  const start = performance.now()
  const used = process.cpuUsage()
  const runner = new DurableTestRunner()
  const ended = await runner.run(withDurableExecution(handler)).then(
    ({ status }) => status,
    (error: unknown) => (error as Error).name,
  )
  const { user, system } = process.cpuUsage(used)
  return {
    ended,
    realMs: performance.now() - start,
    processorMs: (user + system) / 1_000,
    megabytes: process.resourceUsage().maxRSS / 1_024,
  }
}

async function costInProcess(index: number): Promise<Cost> {
  const self = fileURLToPath(import.meta.url)
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...process.execArgv,
    self,
    String(index),
  ])
  return JSON.parse(stdout) as Cost
}

const [, , chosen] = process.argv
if (chosen === undefined) {
  console.log("| A handler that | ends with | real time | processor time | memory of the process |")
  console.log("| --- | --- | ---: | ---: | ---: |")
  for (const [index, { what }] of handlers.entries()) {
    const { ended, realMs, processorMs, megabytes } = await costInProcess(index)
    const seconds = [realMs, processorMs].map((ms) => `${(ms / 1_000).toFixed(2)} s`)
    console.log(`| ${[what, ended, ...seconds, `${megabytes.toFixed(0)} MB`].join(" | ")} |`)
  }
} else {
  const handler = handlers[Number(chosen)]
  if (handler === undefined) throw new Error(`There is no handler ${chosen}.`)
  console.log(JSON.stringify(await costHere(handler)))
}
