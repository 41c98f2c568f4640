import * as fc from "fast-check"
import { expect, test } from "vitest"
import { command } from "./commands.ts"
import { mutants } from "./mutants.ts"
import { ObservedService } from "./observed-service.ts"

test("there are more than ten services with a mistake", () => {
  expect(Object.keys(mutants).length).toBeGreaterThan(10)
})

test.each(Object.entries(mutants))(
  "the fuzzer finds the mistake of a service that %s",
  { timeout: 60_000 },
  (_mistake, Service) => {
    const { failed } = fc.check(
      fc.property(fc.array(command, { minLength: 40, maxLength: 120, size: "max" }), (commands) => {
        const observed = new ObservedService(Service)
        for (const each of commands) observed.run(each)
      }),
      { seed: 5, numRuns: 100, endOnFailure: true },
    )
    expect(failed).toBe(true)
  },
)
