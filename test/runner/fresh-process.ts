import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const execute = promisify(execFile)

/** How many of the processes run side by side. */
const PARALLEL = 4

/** Runs a script of `fixtures/` in a process of its own and answers what it printed. */
async function runInProcess(script: string): Promise<string> {
  const path = fileURLToPath(new URL(`fixtures/${script}`, import.meta.url))
  const options = ["--conditions=durable-test-runner-source", "--no-warnings", path]
  const { stdout } = await execute(process.execPath, options, {
    maxBuffer: 64 * 1_024 * 1_024,
    env: withoutNodeOptions(),
  })
  return stdout
}

export async function runInProcesses(count: number, script: string): Promise<string[]> {
  const answers: string[] = []
  while (answers.length < count) {
    const batch = Math.min(PARALLEL, count - answers.length)
    answers.push(...(await Promise.all(Array.from({ length: batch }, () => runInProcess(script)))))
  }
  return answers
}

/** The test runner's own environment must not make the process another one. */
function withoutNodeOptions(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_ENV: _env, ...rest } = process.env
  return rest
}
