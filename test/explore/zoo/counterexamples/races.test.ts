import { expect, test } from "vitest"
import { races } from "../races.ts"
import { counterexampleIn } from "../counterexample.ts"

test("winner of Promise.race decides the next operation", async ({ task }) => {
  expect(await counterexampleIn(races, task.name)).toMatchInlineSnapshot(`
    "winner of Promise.race decides the next operation: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "dhl" outside {"carriers":["dhl fetches o-1","ups fetches o-1"]}. Without faults there are SUCCEEDED "dhl" outside {"carriers":["dhl fetches o-1"]}; SUCCEEDED "ups" outside {"carriers":["ups fetches o-1"]}

       1  +0s           service        invokes durable-function
       2  invocation 1  step ask ups   settles                                           <- deviation: before step ask dhl settles
       3                step ask dhl   settles
       4                checkpoint     START ask dhl, START ask ups
       5                checkpoint     SUCCEED ask ups, SUCCEED ask dhl
       6                crash          before START book ups, step book ups is recorded  <- fault
       7                service        invokes durable-function
       8  invocation 2  step book dhl  settles
       9                checkpoint     START book dhl
      10                checkpoint     SUCCEED book dhl

      passes    if 2 and 3 swap
      ends      {"result":"dhl","observed":{"carriers":["dhl fetches o-1","ups fetches o-1"]}}
      schedule  d2.es-fcChelsz-m1.1.0x3.2"
  `)
})

test("winner of Promise.any is used twice", async ({ task }) => {
  expect(await counterexampleIn(races, task.name)).toMatchInlineSnapshot(`
    "winner of Promise.any is used twice: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "eu" outside {"cdn":["traffic to eu","traffic to us"],"mails":["use eu"]}. Without faults there are SUCCEEDED "eu" outside {"cdn":["traffic to eu"],"mails":["use eu"]}; SUCCEEDED "us" outside {"cdn":["traffic to us"],"mails":["use us"]} (as far as was looked)

       1  +0s           service            invokes durable-function
       2  invocation 1  step upload to us  settles                                       <- deviation: before step upload to eu settles
       3                step upload to eu  settles
       4                checkpoint         START upload to eu, START upload to us
       5                checkpoint         SUCCEED upload to us, SUCCEED upload to eu
       6                crash              before START switch, step switch is recorded  <- fault
       7                service            invokes durable-function
       8  invocation 2  step switch        settles
       9                checkpoint         START switch
      10                checkpoint         SUCCEED switch
      11                step tell          settles
      12                checkpoint         START tell
      13                checkpoint         SUCCEED tell

      passes    if 2 and 3 swap
      ends      {"result":"eu","observed":{"cdn":["traffic to eu","traffic to us"],"mails":["use eu"]}}
      schedule  d2.es-fcChelsz-m1.1.0x3.2"
  `)
})

test("wait raced against an approval", async ({ task }) => {
  expect(await counterexampleIn(races, task.name)).toMatchInlineSnapshot(`
    "wait raced against an approval: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "approved" outside {"orders":["cancel o-1","ship o-1"]}. Without faults there are SUCCEEDED "approved" outside {"orders":["ship o-1"]}; SUCCEEDED "expired" outside {"orders":["cancel o-1"]}

       1  +0s                   service     invokes durable-function
       2  invocation 1          checkpoint  START approve
       3                        checkpoint  START deadline
       4  +20ms                 outside     completeCallback("approve") comes later than what is due next  <- deviation: before outside completeCallback("approve")
       5  +1d                   service     wait deadline is due
       6                        service     invokes durable-function
       7  invocation 2          slow        what is under way takes longer than what is due next           <- deviation: before step cancel settles
       8  +1d 1ms               outside     completeCallback("approve")
       9  +1d 2ms invocation 2  crash       before START cancel, step cancel is recorded                   <- fault
      10                        service     invokes durable-function
      11  invocation 3          step ship   settles
      12                        checkpoint  START ship
      13                        checkpoint  SUCCEED ship

      ends      {"result":"approved","observed":{"orders":["cancel o-1","ship o-1"]}}
      schedule  d2.es-fcC.0x4.1.0x3.2.0.2"
  `)
})

test("first of two callbacks decides", async ({ task }) => {
  expect(await counterexampleIn(races, task.name)).toMatchInlineSnapshot(`
    "first of two callbacks decides: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "yes" outside {"records":["no","yes"]}. Without faults there are SUCCEEDED "yes" outside {"records":["yes"]}; SUCCEEDED "no" outside {"records":["no"]} (as far as was looked)

       1  +0s           service      invokes durable-function
       2  invocation 1  checkpoint   START manager
       3                checkpoint   START finance
       4  +20ms         outside      completeCallback("finance")                   <- deviation: before outside completeCallback("manager")
       5                service      invokes durable-function                      <- deviation: before outside completeCallback("manager")
       6  invocation 2  crash        before START record, step record is recorded  <- fault
       7                outside      completeCallback("manager")
       8                service      invokes durable-function
       9  invocation 3  step record  settles
      10                checkpoint   START record
      11                checkpoint   SUCCEED record

      passes    if 7 and 8 swap
      ends      {"result":"yes","observed":{"records":["no","yes"]}}
      schedule  d2.es-fcC.0x4.1.1.3"
  `)
})

test("order of settling taken for the order of finishing", async ({ task }) => {
  expect(await counterexampleIn(races, task.name)).toMatchInlineSnapshot(`
    "order of settling taken for the order of finishing: confluence is violated

    the order of events decides: the plain run comes to SUCCEEDED "ann" outside {}, and this one to SUCCEEDED "bob" outside {}

      1  +0s           service           invokes durable-function
      2  invocation 1  step time of bob  settles                                   <- deviation: before step time of ann settles
      3                step time of ann  settles
      4                checkpoint        START time of ann, START time of bob
      5                checkpoint        SUCCEED time of bob, SUCCEED time of ann

      passes    if 2 and 3 swap
      ends      {"result":"bob","observed":{}}
      schedule  d2.es-m0.1"
  `)
})
