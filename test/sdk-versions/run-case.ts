import { DurableTestRunner } from "durable-test-runner"
import { eventsOf } from "./events-of.ts"
import type { ReferenceCase } from "./reference-case.ts"
import { SDKS, type Version } from "./sdks.ts"

/** The events of a reference handler with a version of the SDK, one line for each. */
export async function runCase(
  { handler, prepare }: ReferenceCase,
  version: Version,
): Promise<string[]> {
  const sdk = SDKS[version]
  const runner = new DurableTestRunner()
  prepare?.(runner, sdk)
  const { history } = await runner.run(handler(sdk), {})
  return eventsOf(history)
}
