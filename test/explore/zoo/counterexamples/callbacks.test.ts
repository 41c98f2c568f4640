import { expect, test } from "vitest"
import { callbacks } from "../callbacks.ts"
import { counterexampleIn } from "../counterexample.ts"

test("token mailed before it is persisted", async ({ task }) => {
  expect(await counterexampleIn(callbacks, task.name)).toMatchInlineSnapshot(`
    "token mailed before it is persisted: termination is violated

    The execution cannot go on: at +20ms virtual time it waits for what nobody will do.
      callback "approve": call runner.completeCallback("approve", value) or runner.failCallback("approve", error) before the run, or give it a time-out in the handler

       1  +0s           service               invokes durable-function
       2  invocation 1  step mail             settles
       3                checkpoint            START mail
       4                crash-after-persist   after SUCCEED mail is recorded            <- fault
       5                service               invokes durable-function
       6  invocation 2  checkpoint            START approve, START callback of approve
       7                submitter of approve  settles
       8                checkpoint            START submitter of approve
       9                checkpoint            SUCCEED submitter of approve
      10  +20ms         outside               external system of "approve"

      ends      {"result":"BlockedExecutionError","observed":null}
      schedule  d2.es-fC.0x2.1"
  `)
})

test("submitter that opens a ticket each time", async ({ task }) => {
  expect(await counterexampleIn(callbacks, task.name)).toMatchInlineSnapshot(`
    "submitter that opens a ticket each time: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "ok" outside {"tickets":["review o-1","review o-1"]}. Without faults there is SUCCEEDED "ok" outside {"tickets":["review o-1"]}

       1  +0s           service              invokes durable-function
       2  invocation 1  checkpoint           START review, START callback of review
       3                crash                before START submitter of review, submitter of review is recorded  <- fault
       4                service              invokes durable-function
       5  invocation 2  submitter of review  settles
       6                checkpoint           START submitter of review
       7                checkpoint           SUCCEED submitter of review
       8  +20ms         outside              completeCallback("review")
       9                service              invokes durable-function
      10  invocation 3  checkpoint           SUCCEED review

      ends      {"result":"ok","observed":{"tickets":["review o-1","review o-1"]}}
      schedule  d2.es-fcChelsz-m1.0.2"
  `)
})

test("heartbeat too slow, job submitted again", async ({ task }) => {
  expect(await counterexampleIn(callbacks, task.name)).toMatchInlineSnapshot(`
    "heartbeat too slow, job submitted again: always is violated

    always("what is to hold") does not hold

       1  +0s                   service                    invokes durable-function
       2  invocation 1          checkpoint                 START render, START callback of render
       3                        slow                       what is under way takes longer than what is due next             <- deviation: before submitter of render settles
       4  +1m                   service                    callback of render is due
       5  +1m 1ms invocation 1  submitter of render        settles
       6                        checkpoint                 START submitter of render
       7                        checkpoint                 SUCCEED submitter of render
       8                        checkpoint                 FAIL render, START render again, START callback of render again
       9                        submitter of render again  settles
      10                        checkpoint                 START submitter of render again
      11                        checkpoint                 SUCCEED submitter of render again
      12  +1m 21ms              outside                    external system of "render"
      13                        outside                    external system of "render again"
      14  +1m 50.021s           outside                    heartbeat
      15  +2m 40.021s           outside                    success
      16                        service                    invokes durable-function
      17  invocation 2          checkpoint                 SUCCEED render again

      ends      {"result":"done","observed":{"workers":["render o-1","render o-1"]}}
      schedule  d2.es-m0.2"
  `)
})

test("time-out handler that also runs after success", async ({ task }) => {
  expect(await counterexampleIn(callbacks, task.name)).toMatchInlineSnapshot(`
    "time-out handler that also runs after success: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "cancelled" outside {"orders":["cancel o-1","ship o-1"]}. Without faults there are SUCCEEDED "shipped" outside {"orders":["ship o-1"]}; SUCCEEDED "cancelled" outside {"orders":["cancel o-1"]}

       1  +0s           service               invokes durable-function
       2  invocation 1  checkpoint            START approve, START callback of approve
       3                submitter of approve  settles
       4                checkpoint            START submitter of approve
       5                checkpoint            SUCCEED submitter of approve
       6  +20ms         outside               completeCallback("approve")
       7                service               invokes durable-function
       8  invocation 2  checkpoint            SUCCEED approve, START ship
       9                crash                 before step ship is recorded              <- fault
      10                service               invokes durable-function
      11  invocation 3  checkpoint            FAIL ship
      12                step cancel           settles
      13                checkpoint            START cancel
      14                checkpoint            SUCCEED cancel

      ends      {"result":"cancelled","observed":{"orders":["cancel o-1","ship o-1"]}}
      schedule  d2.es-fcChelsz-m1.0x8.1"
  `)
})

test("payment that comes before the invoice is marked as open", async ({ task }) => {
  expect(await counterexampleIn(callbacks, task.name)).toMatchInlineSnapshot(`
    "payment that comes before the invoice is marked as open: confluence is violated

    the order of events decides: the plain run comes to SUCCEEDED "done" outside {"shop":{"status":"paid"}}, and this one to SUCCEEDED "done" outside {"shop":{"status":"open"}}

       1  +0s                  service             invokes durable-function
       2  invocation 1         checkpoint          START paid
       3                       slow                what is under way takes longer than what is due next  <- deviation: before step write invoice settles
       4  +999ms               outside             external system of "paid"
       5  +1s invocation 1     slow                what is under way takes longer than what is due next  <- deviation: before step write invoice settles
       6  +5m 999ms            outside             success
       7  +5m 1s invocation 1  step write invoice  settles
       8                       checkpoint          START write invoice
       9                       checkpoint          SUCCEED write invoice
      10                       step mark as open   settles
      11                       checkpoint          START mark as open
      12                       checkpoint          SUCCEED mark as open

      ends      {"result":"done","observed":{"shop":{"status":"open"}}}
      schedule  d2.es-m0.2.0x3.2"
  `)
})

test("order cancelled at the time-out, payment taken", async ({ task }) => {
  expect(await counterexampleIn(callbacks, task.name)).toMatchInlineSnapshot(`
    "order cancelled at the time-out, payment taken: eventually is violated

    eventually("what is to hold") does not hold

      1  +0s           service            invokes durable-function
      2  invocation 1  checkpoint         START paid, START callback of paid
      3                submitter of paid  settles
      4                checkpoint         START submitter of paid
      5                checkpoint         SUCCEED submitter of paid
      6  +20ms         outside            completeCallback("paid") comes later than what is due next  <- deviation: before outside completeCallback("paid")
      7  +1h           service            callback of paid is due
      8                service            invokes durable-function
      9  invocation 2  checkpoint         FAIL paid

      passes    if 3 and 4 swap
      ends      {"result":"cancelled","observed":{"bank":["take from o-1"]}}
      schedule  d2.es-m0.0x3.1"
  `)
})
