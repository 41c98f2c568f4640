import { fileURLToPath } from "node:url"
import type { CommandIo } from "../../src/cli/command-io.ts"
import { main } from "../../src/cli/main.ts"

// A command prints the same, whatever the suite runs with.
delete process.env["DURABLE_TEST_RUNNER_DEFAULTS"]

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs a command in this process, as a pipe sees it. */
export async function cli(...argv: string[]): Promise<Ran> {
  return cliWith({}, ...argv)
}

export async function cliWith(
  {
    isTTY = false,
    columns,
    env = {},
  }: { isTTY?: boolean; columns?: number; env?: CommandIo["env"] },
  ...argv: string[]
): Promise<Ran> {
  const written = { out: "", err: "" }
  const io: CommandIo = {
    stdout: { write: (text) => void (written.out += text), isTTY, columns },
    stderr: { write: (text) => void (written.err += text) },
    stdin: {},
    env,
  }
  const code = await main(argv, io, "1.2.3")
  return { code, ...written }
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))
}

/** A module of JavaScript with a handler, wherever its file is. */
export function handlerModule(code: string): string {
  const sdk = import.meta.resolve("@aws/durable-execution-sdk-js")
  return `import { withDurableExecution } from ${JSON.stringify(sdk)}\n${code}\n`
}
