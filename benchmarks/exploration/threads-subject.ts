import type { ExploreOptions } from "durable-test-runner"
import type { DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import { concurrentSteps } from "./subjects.ts"

const explored: ExploreOptions & { readonly handler: DurableLambdaHandler } = {
  handler: concurrentSteps(4).handler,
  input: {},
  faults: ["crash", "crash-after-persist"],
  tiers: ["orders", "systematic"],
  budgetMs: Infinity,
  failures: false,
  progress: false,
}

export default explored
