import type { DurableLambdaHandler } from "@aws/durable-execution-sdk-js"
import { explore, type ExploreOptions } from "durable-test-runner"
import type { Verdict } from "durable-test-runner/explore"

import { FakeDesk, order } from "./fakes.ts"
import type { FakeStock } from "./fakes.ts"
import { createWorkflow } from "./workflow.ts"

/** Searches for an order of events, or a crash, after which something else has left the shelf. */
export const exploreApproval = (
  stock: FakeStock,
  options: ExploreOptions = {},
): Promise<Verdict> => {
  const createHandler = (): DurableLambdaHandler =>
    createWorkflow({ approvals: new FakeDesk(), warehouse: stock })
  return explore(createHandler(), {
    name: "order-approval",
    input: order,
    // So that invocations in a new container, without what others have left in memory, are tried too.
    createHandler,
    prepare: (runner) => {
      stock.clear()
      runner.completeCallback("approve", { approvedBy: "jo" })
    },
    observe: () => ({ reservations: stock.reservations }),
    maxSchedules: 2_000,
    // Nothing is kept to be replayed first the next time.
    failures: false,
    ...options,
  })
}
