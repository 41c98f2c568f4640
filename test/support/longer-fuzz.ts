import type * as FastCheck from "fast-check"
import { vi } from "vitest"
import { LONGEST_MS } from "./fuzz-time.ts"

/*
 * Set-up file of `npm run test:fuzz`: properties run FUZZ_FACTOR times as often, from FUZZ_SEED on. A
 * property that pins its seed shows one case, and runs as it is. The others stop after
 * FUZZ_MINUTES, by default early enough for the tests that have a time limit of a minute.
 */
const factor = positive("FUZZ_FACTOR", 10)
const seed = positive("FUZZ_SEED", undefined)

vi.mock("fast-check", async (importOriginal) => {
  const original = await importOriginal<typeof FastCheck>()
  const assert = ((property: never, parameters: FastCheck.Parameters = {}) =>
    original.assert(property, longer(parameters, original))) as typeof FastCheck.assert
  return { ...original, assert, default: { ...original.default, assert } }
})

function longer(
  parameters: FastCheck.Parameters,
  { interruptAfterTimeLimit }: typeof FastCheck,
): FastCheck.Parameters {
  if (parameters.seed !== undefined) return parameters
  const numRuns = Math.ceil((parameters.numRuns ?? 100) * factor)
  const plugins = [
    ...(parameters.plugins ?? []),
    interruptAfterTimeLimit(LONGEST_MS) as FastCheck.Plugin<void>,
  ]
  return { ...parameters, numRuns, plugins, ...(seed !== undefined && { seed: seed | 0 }) }
}

function positive<Default>(name: string, otherwise: Default): number | Default {
  const text = process.env[name]
  if (text === undefined || text === "") return otherwise
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Error(
    `Failed to run longer: ${name} is ${JSON.stringify(text)}. Set it to a number above 0.`,
  )
}
