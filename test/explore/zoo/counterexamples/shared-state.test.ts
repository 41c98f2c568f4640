import { expect, test } from "vitest"
import { sharedState } from "../shared-state.ts"
import { counterexampleIn } from "../counterexample.ts"

test("budget shared between parallel branches", async ({ task }) => {
  expect(await counterexampleIn(sharedState, task.name)).toMatchInlineSnapshot(`
    "budget shared between parallel branches: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "done" outside {"shop":["chair","desk"]}. Without faults there are SUCCEEDED "done" outside {"shop":["desk"]}; SUCCEEDED "done" outside {"shop":["chair"]} (as far as was looked)

       1  +0s           service              invokes durable-function
       2  invocation 1  step price of chair  settles                                                                                        <- deviation: before step price of desk settles
       3                checkpoint           START shopping, START map-item-0, START map-item-1, START price of desk, START price of chair  <- deviation: before step price of desk settles
       4                step price of desk   settles
       5                checkpoint           SUCCEED price of chair
       6                step buy chair       settles
       7                crash-after-persist  after SUCCEED price of desk, START buy chair is recorded                                       <- fault
       8                service              invokes durable-function
       9  invocation 2  step buy desk        settles
      10                checkpoint           START buy desk, SUCCEED map-item-1
      11                checkpoint           SUCCEED buy desk
      12                checkpoint           SUCCEED map-item-0, SUCCEED shopping

      passes    if 3 and 4 swap
      ends      {"result":"done","observed":{"shop":["chair","desk"]}}
      schedule  d2.es-fC.1.1.0x3.1"
  `)
})

test("wait used as a lock", async ({ task }) => {
  expect(await counterexampleIn(sharedState, task.name)).toMatchInlineSnapshot(`
    "wait used as a lock: confluence is violated

    the order of events decides: the plain run comes to SUCCEEDED "deployed" outside {"search":{"index":"new","live":"new"}}, and this one to SUCCEEDED "deployed" outside {"search":{"index":"new","live":"old"}}

       1  +0s                    service      invokes durable-function
       2  invocation 1           step export  settles
       3                         checkpoint   START deploy, START parallel-branch-0, START parallel-branch-1, START export, START until the import is over
       4                         slow         what is under way takes longer than what is due next                                                          <- deviation: before checkpoint SUCCEED export
       5  +10m                   service      wait until the import is over is due
       6  +10m 1ms invocation 1  checkpoint   SUCCEED export
       7                         step switch  settles
       8                         step import  settles
       9                         checkpoint   START switch, START import
      10                         checkpoint   SUCCEED switch, SUCCEED import
      11                         checkpoint   SUCCEED parallel-branch-1, SUCCEED parallel-branch-0, SUCCEED deploy

      passes    if 4 and 6 come the other way round
      ends      {"result":"deployed","observed":{"search":{"index":"new","live":"old"}}}
      schedule  d2.es-m0.0.1"
  `)
})

test("lost update between parallel branches", async ({ task }) => {
  expect(await counterexampleIn(sharedState, task.name)).toMatchInlineSnapshot(`
    "lost update between parallel branches: confluence is violated

    the order of events decides: the plain run comes to SUCCEEDED "booked" outside {"accounts":{"balance":115}}, and this one to SUCCEEDED "booked" outside {"accounts":{"balance":105}}

       1  +0s           service             invokes durable-function
       2  invocation 1  step check voucher  settles                                                                                            <- deviation: before step read settles
       3                checkpoint          START deposits, START parallel-branch-0, START parallel-branch-1, START read, START check voucher  <- deviation: before step read settles
       4                checkpoint          SUCCEED check voucher                                                                              <- deviation: before step read settles
       5                step convert        settles                                                                                            <- deviation: before step read settles
       6                step read           settles
       7                checkpoint          START convert
       8                checkpoint          SUCCEED convert, SUCCEED read
       9                step read           settles
      10                step write          settles
      11                checkpoint          START read, START write
      12                checkpoint          SUCCEED read, SUCCEED write
      13                step write          settles
      14                checkpoint          START write, SUCCEED parallel-branch-0
      15                checkpoint          SUCCEED write
      16                checkpoint          SUCCEED parallel-branch-1, SUCCEED deposits

      passes    if 5 and 6 swap
      ends      {"result":"booked","observed":{"accounts":{"balance":105}}}
      schedule  d2.es-m0.1.1.1.1"
  `)
})

test("result of a step changed by two branches", async ({ task }) => {
  expect(await counterexampleIn(sharedState, task.name)).toMatchInlineSnapshot(`
    "result of a step changed by two branches: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED 45 outside {"invoices":["invoice over 40","invoice over 45"]}. Without faults there are SUCCEEDED 45 outside {"invoices":["invoice over 45"]}; SUCCEEDED 40 outside {"invoices":["invoice over 40"]}

       1  +0s           service         invokes durable-function
       2  invocation 1  step load cart  settles
       3                checkpoint      START load cart
       4                checkpoint      SUCCEED load cart
       5                step carrier    settles                                         <- deviation: before step voucher settles
       6                step voucher    settles
       7                checkpoint      START voucher, START carrier
       8                checkpoint      SUCCEED carrier, SUCCEED voucher
       9                crash           before START invoice, step invoice is recorded  <- fault
      10                service         invokes durable-function
      11  invocation 2  step invoice    settles
      12                checkpoint      START invoice
      13                checkpoint      SUCCEED invoice

      passes    if 5 and 6 swap
      ends      {"result":45,"observed":{"invoices":["invoice over 40","invoice over 45"]}}
      schedule  d2.es-fcChelsz-m1.0x3.1.0x3.2"
  `)
})
