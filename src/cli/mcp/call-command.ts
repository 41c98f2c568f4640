import { spawn } from "node:child_process"
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js"
import { realClearTimeout, realSetTimeout } from "../../world/clock/real-timers.ts"
import { EXIT } from "../exit-code.ts"

/** An agent reads no more at once. Characters, of each stream. */
const MOST_CHARACTERS = 60_000

/** What a command prints beyond that is not kept: code in a loop prints without an end. Characters. */
const MOST_KEPT = 8_000_000

/** The exit codes of a command that has done what it was asked to do. */
const ANSWERED: ReadonlySet<number | null> = new Set([EXIT.fine, EXIT.wrong, EXIT.undecided])

/** How the command line was started. */
export interface CommandLine {
  /** The script of the command line. */
  readonly script: string
  readonly env: Readonly<Record<string, string | undefined>>
}

interface CallOptions {
  readonly timeoutMs: number
  /** Aborted when the agent does not wait for the answer any more. */
  readonly signal: AbortSignal
}

interface Ended {
  /** Null if a signal has ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly isTooLate: boolean
}

/**
 * Runs a command in a process of its own: it reads the files as they are now, prints where it likes, and can be
 * ended when it hangs.
 */
export async function callCommand(
  commandLine: CommandLine,
  argv: readonly string[],
  options: CallOptions,
): Promise<CallToolResult> {
  const ended = await runProcess(commandLine, argv, options)
  const { code, stdout, stderr, isTooLate } = ended
  const isError = !ANSWERED.has(code)
  const reason = isTooLate
    ? `The command was ended after ${options.timeoutMs} ms. Start the server with a larger --call-timeout, or pass a smaller budget.`
    : isError && code !== EXIT.usage
      ? `The command ended with ${code === null ? "a signal" : `exit code ${code}`}.`
      : ""
  const text = [stdout, stderr, reason].map((part) => part.trim()).filter((part) => part !== "")
  const structuredContent = argv.includes("--json") ? readObject(stdout) : undefined
  return {
    content: [{ type: "text", text: text.map(shortened).join("\n\n") }],
    ...(structuredContent && { structuredContent }),
    isError,
  }
}

async function runProcess(
  { script, env }: CommandLine,
  argv: readonly string[],
  { timeoutMs, signal }: CallOptions,
): Promise<Ended> {
  const child = spawn(process.execPath, [...process.execArgv, script, ...argv], {
    env: { ...env, NO_COLOR: "1", FORCE_COLOR: undefined },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let isTooLate = false
  const end = (): void => void child.kill("SIGKILL")
  const timer = realSetTimeout(() => {
    isTooLate = true
    end()
  }, timeoutMs)
  signal.addEventListener("abort", end, { once: true })
  if (signal.aborted) end()
  const output = { stdout: "", stderr: "" }
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      if (output[name].length < MOST_KEPT) output[name] += text
    })
  }
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject)
      child.on("close", resolve)
    })
    return { code, ...output, isTooLate }
  } finally {
    realClearTimeout(timer)
    signal.removeEventListener("abort", end)
  }
}

function shortened(text: string): string {
  const left = text.length - MOST_CHARACTERS
  if (left <= 0) return text
  const half = MOST_CHARACTERS / 2
  return `${text.slice(0, half)}\n… ${left} characters left out …\n${text.slice(-half)}`
}

function readObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value)
      ? { executions: value }
      : ((value ?? undefined) as Record<string, unknown> | undefined)
  } catch {
    return undefined
  }
}
