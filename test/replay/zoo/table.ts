import { readFileSync } from "node:fs"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import type { ReplayCheck } from "durable-test-runner/replay"
import type { Correct, Planted } from "./zoo.ts"

export async function check({ make, input }: Correct): Promise<ReplayCheck> {
  const runner = new DurableTestRunner()
  runner.registerFunction("payments", () => ({ paid: true }), { durable: false })
  return runner.checkReplay(withDurableExecution(make()), input)
}

/** The source lines that a divergence names. */
export function namedLines({ divergence }: ReplayCheck): string {
  const sites = [divergence?.cause?.site, divergence?.site, divergence?.recordedSite]
  return sites
    .map((site) => site && readFileSync(site.file, "utf8").split("\n")[site.line - 1])
    .join("\n")
}

/** One row of the table in the documentation, without what the vendor's runner says. */
export function plantedRow({ name, cause, line }: Planted, result: ReplayCheck): string {
  const { kind } = result.divergence?.cause ?? {}
  const isNamed = line !== undefined && namedLines(result).includes(line)
  const named = line === undefined ? "none to name" : isNamed ? "yes" : "no"
  const caught = result.isDeterministic ? "no" : "yes"
  return `| ${name} | ${caught} | ${kind === cause ? kind : `no: ${kind ?? "none"}`} | ${named} |`
}

export function correctRow({ name }: Correct, { isDeterministic }: ReplayCheck): string {
  return `| ${name} | ${isDeterministic ? "no" : "yes"} |`
}
