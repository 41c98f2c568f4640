import type { ExploreOptions } from "durable-test-runner"
import type { DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import type { Subject } from "../subjects.ts"

/** What threads load: a handler and the options of a search that runs all there is. */
export type ThreadedSearch = ExploreOptions & { readonly handler: DurableLambdaHandler }

export const searchAll = ({ handler }: Subject): ThreadedSearch => ({
  handler,
  input: {},
  faults: ["crash", "crash-after-persist"],
  tiers: ["orders", "systematic"],
  budgetMs: Infinity,
  failures: false,
  progress: false,
})
