import * as fc from "fast-check"
import { afterAll, describe, expect, test } from "vitest"
import { FUZZ_TIMEOUT, sayWhatWasFuzzed } from "../../support/fuzz-time.ts"
import { command, type Command } from "./commands.ts"
import { ObservedService } from "./observed-service.ts"

let played = 0
afterAll(() => {
  sayWhatWasFuzzed(`commands to the service: ${played}`)
})

function play(commands: readonly Command[]): ObservedService {
  played += commands.length
  const observed = new ObservedService()
  for (const each of commands) observed.run(each)
  return observed
}

describe("whatever happens to a service, the invariants of section 14 hold", () => {
  test("in short histories", { timeout: FUZZ_TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        play(commands)
      }),
      { numRuns: 400 },
    )
  })

  test("in long ones", { timeout: FUZZ_TIMEOUT }, () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 80, maxLength: 150, size: "max" }), (commands) => {
        play(commands)
      }),
      { numRuns: 60 },
    )
  })
})

test("the same commands give the same service, to the last byte", { timeout: FUZZ_TIMEOUT }, () => {
  const everything = ({ service }: ObservedService): string =>
    JSON.stringify(
      service.executionArns().map((arn) => [service.operations(arn), service.events(arn)]),
    )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      expect(everything(play(commands))).toBe(everything(play(commands)))
    }),
    { numRuns: 100 },
  )
})
