import { expect, test } from "vitest"
import { runWithVendor } from "./vendor.ts"
import { bugs } from "./zoo.ts"

// All of them would take longer than everything else: one with nothing around it, one with a
// callback, one whose external system takes its time.
const sample = new Set([
  "step that is not idempotent",
  "submitter that opens a ticket each time",
  "payment that comes before the invoice is marked as open",
])

test.each(bugs.filter(({ name }) => sample.has(name)))(
  "the vendor's runner shows nothing wrong with: $name",
  { timeout: 30_000 },
  async (bug) => {
    expect(await runWithVendor(bug)).toBe("no")
  },
)
