import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { createPolicy } from "../../../src/schedule/policies/create-policy.ts"
import type { PolicySpec } from "../../../src/schedule/policies/policy-spec.ts"
import type { EnabledEvent } from "../../../src/world/events/chooser.ts"
import { decisions, enabledEvent, isDeviation, reply, settle } from "./enabled-events.ts"
import { ALL_POLICIES, HEAVY, RANDOM_POLICIES } from "./policies.ts"
import { PROGRAMS, runWith } from "./programs.ts"

const SEEDS = Array.from({ length: 10 }, (_, seed) => seed)

function choicesOf(spec: PolicySpec, asked: readonly (readonly EnabledEvent[])[]): number[] {
  const policy = createPolicy(spec)
  return asked.map((enabled) => policy.choose(enabled))
}

/** Sixteen decisions between three bodies and a reply. */
const SIXTEEN = Array.from({ length: 16 }, () => [settle("1"), settle("2"), settle("3"), reply])

describe.each(Object.entries(ALL_POLICIES))("%s", (_name, specOf) => {
  test("answers with the number of an option, and the same for the same description", () => {
    fc.assert(
      fc.property(decisions, fc.nat(), fc.constantFrom({}, HEAVY), (asked, seed, weights) => {
        const choices = choicesOf(specOf(seed, weights), asked)
        choices.forEach((choice, index) => {
          expect(Number.isInteger(choice)).toBe(true)
          expect(asked[index]?.[choice]).toBeDefined()
        })
        expect(choicesOf(specOf(seed, weights), asked)).toEqual(choices)
      }),
    )
  })

  describe.each(Object.entries(PROGRAMS))("with %s", (program, scenario) => {
    test("comes to an end, whatever goes wrong", async () => {
      for (const seed of SEEDS) {
        const { end } = await runWith(scenario, specOf(seed, HEAVY))
        // A late answer to a callback lets it time out.
        const status = program === "a callback" ? /^(SUCCEEDED|FAILED)$/u : /^SUCCEEDED$/u
        expect(end).toMatchObject({
          kind: "ended",
          execution: { status: expect.stringMatching(status) },
        })
      }
    })

    test("does the same thing again", async () => {
      const spec = specOf(3, HEAVY)
      const first = await runWith(scenario, spec)
      const second = await runWith(scenario, spec)
      expect(second.events).toEqual(first.events)
      expect(second.decisions.fingerprint).toBe(first.decisions.fingerprint)
    })
  })
})

describe.each(Object.entries(RANDOM_POLICIES))("%s, by chance", (_name, specOf) => {
  test("does something else for another seed", () => {
    const kinds = new Set(SEEDS.map((seed) => String(choicesOf(specOf(seed, {}), SIXTEEN))))
    expect(kinds.size).toBeGreaterThan(1)
  })

  test("chooses nothing but plain events if its weights say so", () => {
    fc.assert(
      fc.property(decisions, fc.nat(), (asked, seed) => {
        const chosen = choicesOf(specOf(seed, {}), asked).map(
          (choice, index) => asked[index]![choice]!,
        )
        expect(chosen.filter(isDeviation)).toEqual([])
      }),
    )
  })

  test("strikes with what its weights name, and with nothing else", async () => {
    const crashing = SEEDS.map((seed) => specOf(seed, { crash: 0.3 }))
    const runs = await Promise.all(
      crashing.map(async (spec) => runWith(PROGRAMS["three steps in turn"]!, spec)),
    )
    expect(new Set(runs.flatMap(({ faults }) => faults))).toEqual(new Set(["crash"]))
  })

  test("chooses the same order whether or not there are deviations that it does not choose", () => {
    const faulty = SIXTEEN.map((enabled): EnabledEvent[] => [
      ...enabled,
      enabledEvent("crash", "f"),
    ])
    expect(choicesOf(specOf(1, { zombie: 1 }), faulty)).toEqual(choicesOf(specOf(1, {}), SIXTEEN))
  })
})
