import { CALLBACK_CASES } from "./callback-cases.ts"
import { CONTEXT_CASES } from "./context-cases.ts"
import type { ReferenceCase } from "./reference-case.ts"
import { STEP_CASES } from "./step-cases.ts"

export const REFERENCE_CASES: readonly ReferenceCase[] = [
  ...STEP_CASES,
  ...CALLBACK_CASES,
  ...CONTEXT_CASES,
]
