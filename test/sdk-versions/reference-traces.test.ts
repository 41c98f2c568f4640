import { describe, expect, test } from "vitest"
import { recordedTrace } from "../support/golden-traces.ts"
import { REFERENCE_CASES } from "./reference-cases.ts"
import { runCase } from "./run-case.ts"
import { VERSIONS } from "./sdks.ts"

describe.each(VERSIONS)("SDK %s records the trace that AWS recorded", (version) => {
  test.each(REFERENCE_CASES)("of the handler $title", async (referenceCase) => {
    expect(await runCase(referenceCase, version)).toEqual(recordedTrace(referenceCase.title))
  })
})
