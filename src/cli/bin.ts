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

const io = {
  stdout: { write: (text: string) => writeOutcome(text), isTTY: stdout.isTTY },
  stderr,
  stdin: process.stdin,
  env: process.env,
}

void main(process.argv.slice(2), io, packageJson.version).then((code) => {
  process.exitCode = code
})
