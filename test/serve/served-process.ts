import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterAll } from "vitest"
import { NODE } from "../remote/processes.ts"

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))

export interface ServedProcess {
  readonly child: ChildProcess
  readonly ended: Promise<unknown[]>
  /** All that it has written, on both streams. */
  readonly lines: readonly string[]
  /** Comes back with what the group of the pattern has caught in a line. */
  readonly line: (pattern: RegExp) => Promise<string>
  readonly url: () => Promise<string>
}

const started: ChildProcess[] = []

afterAll(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL")
})

/** `serve` as a process of its own, in the folder of test/remote/node. */
export function startServe(...argv: string[]): ServedProcess {
  const args = ["--conditions=durable-test-runner-source", "--no-warnings", bin, "serve"]
  const child = spawn(process.execPath, [...args, "--port", "0", ...argv], {
    cwd: NODE,
    stdio: ["ignore", "pipe", "pipe"],
  })
  started.push(child)
  const lines: string[] = []
  let look = (): void => {}
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (text) => {
      lines.push(text)
      look()
    })
  }
  const line = async (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      look = () => {
        for (const text of lines) {
          const [, caught] = pattern.exec(text) ?? []
          if (caught !== undefined) resolve(caught)
        }
      }
      look()
    })
  return { child, lines, ended: once(child, "exit"), line, url: () => line(/^listens {2}(\S+)/u) }
}
