#!/usr/bin/env node
import "../world/limits/supported-runtime.ts"
import packageJson from "../../package.json" with { type: "json" }
import { main } from "./main.ts"

/*
 * The standard output belongs to the outcome, which programs read. What the code under test prints goes to
 * the standard error.
 */
const { stdout, stderr } = process
const writeOutcome = stdout.write.bind(stdout)
stdout.write = stderr.write.bind(stderr)

// Who reads may have enough, as `head` has. The exit code still says how it went.
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error
  })
}

/*
 * Node warns of how it has loaded a handler of TypeScript: in a package without a type, or at all (22). Both
 * are of no interest to who runs it.
 */
const emitWarning = process.emitWarning.bind(process) as (...args: readonly unknown[]) => void
process.emitWarning = (warning: Error | string, ...rest: readonly unknown[]) => {
  const [options] = rest
  const { code } = Object(options) as { readonly code?: unknown }
  const isOfLoading =
    code === "MODULE_TYPELESS_PACKAGE_JSON" || String(warning).startsWith("Type Stripping")
  if (!isOfLoading) emitWarning(warning, ...rest)
}

const io = {
  stdout: { write: (text: string) => writeOutcome(text), isTTY: stdout.isTTY },
  stderr,
  stdin: process.stdin,
  env: process.env,
}

void main(process.argv.slice(2), io, packageJson.version).then((code) => {
  process.exitCode = code
})
