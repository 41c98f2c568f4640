/**
 * npm run bench:remote
 *
 * Measures what a run costs whose code runs in a warm process, of Node and of Python, beside one in the process
 * of the test. With DURABLE_PYTHON_SDK, the folder of the package of the SDK for Python, that takes part.
 */
import { fileURLToPath } from "node:url"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type { DurableContext } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { remoteFunction } from "durable-test-runner/remote"
import { summarize } from "./results.ts"
import { sampleRound, warmUp } from "./sampling.ts"

/** The contestants take turns, so that a slow minute of the machine hits all of them. */
const ROUNDS = 5

const inProcess = withDurableExecution(async (_event: unknown, context: DurableContext) => {
  const amount = await context.step("reserve", async () => 7)
  await context.wait("a day", { days: 1 })
  return amount
})

const folderOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const runtime = folderOf("../examples/python-approval/lambda_runtime.py")
const PYTHONPATH = process.env["DURABLE_PYTHON_SDK"]
const python = (handler: string) =>
  remoteFunction({
    command: ["python3", runtime, handler],
    cwd: folderOf("../test/remote/python"),
    env: { PYTHONPATH },
  })

const contestants = {
  "in the process of the test": inProcess,
  "Node.js, its SDK": remoteFunction({
    command: [process.execPath, "--no-warnings", "runtime.mjs", "order.correct"],
    cwd: folderOf("../test/remote/node"),
  }),
  "Python, a client of 100 lines": python("order.correct"),
  ...(PYTHONPATH !== undefined && { "Python, its SDK": python("sdk_order.correct") }),
}

const samples = new Map<string, number[]>()
const measured = Object.entries(contestants).map(([name, handler]) => {
  const run = async (): Promise<void> => {
    const { result, invocations } = await new DurableTestRunner().run(handler, {})
    if (result !== 7 || invocations.length !== 2) throw new Error(`${name} is a wrong run.`)
  }
  return { name, run }
})
const paces = new Map<string, Awaited<ReturnType<typeof warmUp>>>()
for (const { name, run } of measured) paces.set(name, await warmUp(run))
for (let round = 0; round < ROUNDS; round++) {
  for (const { name, run } of measured) {
    const taken = await sampleRound(run, paces.get(name) ?? "fast")
    samples.set(name, [...(samples.get(name) ?? []), ...taken])
  }
}
const medians = measured.map(({ name }) => ({
  name,
  medianMs: summarize(samples.get(name) ?? []).medianMs,
}))
const [base] = medians
for (const { name, medianMs } of medians) {
  const times = (medianMs / (base?.medianMs ?? Number.NaN)).toFixed(0)
  console.log(`${name.padEnd(30)} ${medianMs.toFixed(2).padStart(9)} ms ${times.padStart(6)}×`)
}
process.exit(0)
