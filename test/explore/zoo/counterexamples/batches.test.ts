import { expect, test } from "vitest"
import { batches } from "../batches.ts"
import { counterexampleIn } from "../counterexample.ts"

test("list filled by the branches of a map", async ({ task }) => {
  expect(await counterexampleIn(batches, task.name)).toMatchInlineSnapshot(`
    "list filled by the branches of a map: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED 0 outside {"log":["sent to ","sent to ann, bob"]}. Without faults there are SUCCEEDED 2 outside {"log":["sent to ann, bob"]}; SUCCEEDED 2 outside {"log":["sent to bob, ann"]} (as far as was looked)

       1  +0s           service              invokes durable-function
       2  invocation 1  step mail ann        settles
       3                step mail bob        settles
       4                checkpoint           START mails, START map-item-0, START map-item-1, START mail ann, START mail bob
       5                checkpoint           SUCCEED mail ann, SUCCEED mail bob
       6                step log             settles
       7                crash-after-persist  after SUCCEED map-item-0, SUCCEED map-item-1, SUCCEED mails, START log is recorded  <- fault
       8                service              invokes durable-function
       9  invocation 2  step log             settles
      10                checkpoint           SUCCEED log

      ends      {"result":0,"observed":{"log":["sent to ","sent to ann, bob"]}}
      schedule  d2.es-fC.0x5.1"
  `)
})

test("stragglers of a batch that completes early", async ({ task }) => {
  expect(await counterexampleIn(batches, task.name)).toMatchInlineSnapshot(`
    "stragglers of a batch that completes early: confluence is violated

    the order of events decides: the plain run comes to SUCCEEDED "booked" outside 1, and this one to SUCCEEDED "booked" outside 2

       1  +0s                    service          invokes durable-function
       2  invocation 1           step ask ritz    settles
       3                         checkpoint       START book, START map-item-0, START map-item-1, START ask ritz, START until it opens
       4                         slow             what is under way takes longer than what is due next                                  <- deviation: before checkpoint SUCCEED ask ritz
       5  +30s                   service          wait until it opens is due
       6  +30.001s invocation 1  checkpoint       SUCCEED ask ritz
       7                         step ask plaza   settles
       8                         step book ritz   settles
       9                         checkpoint       START ask plaza, START book ritz
      10                         checkpoint       SUCCEED ask plaza, SUCCEED book ritz
      11                         step book plaza  settles
      12                         checkpoint       START book plaza, SUCCEED map-item-0, SUCCEED book

      ends      {"result":"booked","observed":2}
      schedule  d2.es-m0.0.1"
  `)
})

test("failures of a batch that nobody looks at", async ({ task }) => {
  expect(await counterexampleIn(batches, task.name)).toMatchInlineSnapshot(`
    "failures of a batch that nobody looks at: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "all sent" outside {"mails":[]}. Without faults there is SUCCEEDED "all sent" outside {"mails":["mail to ann","mail to bob"]} (as far as was looked)

      1  +0s           service              invokes durable-function
      2  invocation 1  crash-after-persist  after START mails, START map-item-0, START map-item-1, START mail, START mail is recorded  <- fault
      3                service              invokes durable-function
      4  invocation 2  checkpoint           FAIL mail, FAIL mail
      5                checkpoint           FAIL map-item-0, FAIL map-item-1, SUCCEED mails

      ends      {"result":"all sent","observed":{"mails":[]}}
      schedule  d2.es-fC.1"
  `)
})

test("error swallowed in a parallel branch", async ({ task }) => {
  expect(await counterexampleIn(batches, task.name)).toMatchInlineSnapshot(`
    "error swallowed in a parallel branch: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED 0 outside {"invoices":["invoice over 0"]}. Without faults there is SUCCEEDED 100 outside {"invoices":["invoice over 100"]} (as far as was looked)

      1  +0s           service              invokes durable-function
      2  invocation 1  crash-after-persist  after START prices, START parallel-branch-0, START parallel-branch-1, START desk, START chair is recorded  <- fault
      3                service              invokes durable-function
      4  invocation 2  checkpoint           FAIL desk, FAIL chair
      5                step invoice         settles
      6                checkpoint           SUCCEED parallel-branch-0, SUCCEED parallel-branch-1, SUCCEED prices, START invoice
      7                checkpoint           SUCCEED invoice

      ends      {"result":0,"observed":{"invoices":["invoice over 0"]}}
      schedule  d2.es-fC.1"
  `)
})

test("poll that consumes what it finds", async ({ task }) => {
  expect(await counterexampleIn(batches, task.name)).toMatchInlineSnapshot(`
    "poll that consumes what it finds: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "nobody replied" outside {"queue":[]}. Without faults there is SUCCEEDED "reply 1" outside {"queue":[]}

       1  +0s           service     invokes durable-function
       2  invocation 1  crash       before START reply, step reply is recorded  <- fault
       3                service     invokes durable-function
       4  invocation 2  step reply  settles
       5                checkpoint  START reply
       6                checkpoint  RETRY reply
       7  +1m           service     step reply is due
       8                service     invokes durable-function
       9  invocation 3  step reply  settles
      10                checkpoint  START reply
      11                checkpoint  RETRY reply
      12  +2m           service     step reply is due
      13                service     invokes durable-function
      14  invocation 4  step reply  settles
      15                checkpoint  START reply
      16                checkpoint  SUCCEED reply

      ends      {"result":"nobody replied","observed":{"queue":[]}}
      schedule  d2.es-fcChelsz-m1.2"
  `)
})
