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

const io = {
  stdout: { write: (text: string) => writeOutcome(text), isTTY: stdout.isTTY },
  stderr,
  stdin: process.stdin,
  env: process.env,
}

void main(process.argv.slice(2), io, packageJson.version).then((code) => {
  process.exitCode = code
})
