/*
 * Checks one library: node check.mjs <its file> <package or library: what is loaded first>. The last line
 * that it prints is JSON: what did not hold, and what does not repeat itself.
 */
import assert from "node:assert/strict"
import { pathToFileURL } from "node:url"
import { resolve } from "node:path"

// Much more than a loaded machine needs, and less than a stall takes.
const REAL_LIMIT_MS = 30_000
const [file, first] = process.argv.slice(2)
const load = () => import(pathToFileURL(resolve(file)).href)
if (first === "library") await load()
const { DurableTestRunner, explore } = await import("durable-test-runner")
const subject = await load()
const { START } = await import("./shared.mjs")

const options = { startTime: START, ...subject.runnerOptions }
const problems = []

async function hold(what, body) {
  const begun = performance.now()
  try {
    await body()
  } catch (error) {
    problems.push(`${what}: ${error?.stack ?? error}`)
  }
  const passed = performance.now() - begun
  if (passed > REAL_LIMIT_MS) problems.push(`${what}: took ${Math.round(passed)} ms of real time`)
}

async function run(given = {}) {
  await subject.prepare?.()
  const execution = await new DurableTestRunner({ ...options, ...given }).run(subject.handler)
  execution.assertSucceeded()
  subject.expected(execution.result)
  return execution
}

await subject.begin?.()
const runs = []
await hold("a run", async () => runs.push(await run()))
await hold("a second run", async () => runs.push(await run()))
await hold("a replay after every checkpoint", async () => run({ replay: "always" }))
const repeats = JSON.stringify(runs[0]?.history) === JSON.stringify(runs[1]?.history)
await hold("checkReplay", async () => {
  const runner = new DurableTestRunner(options)
  const prepare = () => subject.prepare?.()
  const check = await runner.checkReplay(subject.handler, undefined, { prepare })
  assert.ok(check.isDeterministic, check.divergence?.message)
  assert.equal(check.uncontrolled, undefined, JSON.stringify(check.uncontrolled, undefined, 2))
})
await hold("explore", async () => {
  const verdict = await explore(subject.handler, {
    maxSchedules: subject.maxSchedules ?? 60,
    prepare: () => subject.prepare?.(),
    runner: options,
    ...(subject.observe && { observe: subject.observe }),
    failures: false,
  })
  verdict.assertPassed()
})
await subject.end?.()
const values = runs.map((each) => each?.result)
console.log(JSON.stringify({ problems, repeats, values }))
