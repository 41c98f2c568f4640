import { callbackCases } from "./callback.ts"
import type { CaseSuite } from "./case.ts"
import { childCases } from "./child.ts"
import { invokeCases } from "./invoke.ts"
import { mapCases } from "./map.ts"
import { parallelCases } from "./parallel.ts"
import { pluginCases } from "./plugin.ts"
import { stepCases } from "./step.ts"
import { waitForCallbackCases } from "./wait-for-callback.ts"
import { waitForConditionCases } from "./wait-for-condition.ts"
import { waitCases } from "./wait.ts"

/** Every handler of the suite by requirement id. */
export const conformanceCases: CaseSuite = {
  ...stepCases,
  ...waitCases,
  ...childCases,
  ...callbackCases,
  ...invokeCases,
  ...waitForConditionCases,
  ...waitForCallbackCases,
  ...parallelCases,
  ...mapCases,
  ...pluginCases,
}
