/**
 * npm run demo: three outcomes of the order approval, each with its timeline in virtual time; and a search
 * for what breaks it.
 */
import { DurableTestRunner } from "durable-test-runner"
import type { Execution } from "durable-test-runner"

import { createApprover } from "./approver.ts"
import { exploreApproval } from "./explore-approval.ts"
import { FakeDesk, FakeStock, fakeWarehouse, order } from "./fakes.ts"
import { createWorkflow } from "./workflow.ts"

const options = { functionName: "order-approval" }

const approved = (): Promise<Execution> => {
  const runner = new DurableTestRunner(options)
  const warehouse = fakeWarehouse("unavailable", { kind: "reserved", reservationId: "r1" })
  runner.completeCallback("approve", { approvedBy: "jo" }, { after: { minutes: 20 } })
  return runner.run(createWorkflow({ approvals: new FakeDesk(), warehouse }), order)
}

const rejected = async (): Promise<Execution> => {
  const runner = new DurableTestRunner(options)
  const approver = createApprover(await runner.lambdaClient())
  const approvals = new FakeDesk({
    failures: 1,
    onRequest: ({ callbackId }) =>
      approver({ action: "reject", callbackId, user: "jo", reason: "No budget" }),
  })
  return runner.run(createWorkflow({ approvals, warehouse: fakeWarehouse() }), order)
}

const unanswered = (): Promise<Execution> => {
  const runner = new DurableTestRunner(options)
  runner.heartbeatCallback("approve", { every: { minutes: 25 } })
  const services = { approvals: new FakeDesk(), warehouse: fakeWarehouse() }
  return runner.run(createWorkflow(services), order)
}

const outcomes: readonly (readonly [title: string, run: () => Promise<Execution>])[] = [
  ["Jo approves after 20 minutes; the warehouse is down once", approved],
  ["The desk is down once; then the approver Lambda, its real code, rejects", rejected],
  ["Heartbeats every 25 minutes, and never an answer", unanswered],
]

const searches: readonly (readonly [title: string, stock: FakeStock])[] = [
  [
    "What breaks it? The warehouse takes an order that is sent again for another one",
    new FakeStock({ isIdempotent: false }),
  ],
  ["And with a warehouse that knows an order by its id", new FakeStock()],
]

let number = 0

const show = async (title: string, tell: () => Promise<string>): Promise<void> => {
  const start = performance.now()
  const text = await tell()
  const realMs = performance.now() - start
  console.log(`\n${++number}. ${title}\n`)
  console.log(text.trimEnd().replaceAll(/^(?=.)/gm, "   "))
  console.log(`\n   ${realMs.toFixed(1)} ms of real time`)
}

for (const [title, run] of outcomes) await show(title, async () => (await run()).timeline())
for (const [title, stock] of searches) {
  await show(title, async () => (await exploreApproval(stock)).message)
}

console.log(`
Next: change an answer in examples/order-approval/order-approval.test.ts, then run \`npm test\`.
Or run a handler of yours: \`await new DurableTestRunner().run(handler, event)\`.`)
