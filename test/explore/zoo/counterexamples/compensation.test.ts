import { expect, test } from "vitest"
import { compensation } from "../compensation.ts"
import { counterexampleIn } from "../counterexample.ts"

test("compensation skipped after a crash", async ({ task }) => {
  expect(await counterexampleIn(compensation, task.name)).toMatchInlineSnapshot(`
    "compensation skipped after a crash: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "cancelled" outside {"hotel":["room for o-1"]}. Without faults there is SUCCEEDED "cancelled" outside {"hotel":[]} (as far as was looked)

      1  +0s           service              invokes durable-function
      2  invocation 1  step reserve room    settles
      3                checkpoint           START reserve room
      4                crash-after-persist  after SUCCEED reserve room is recorded  <- fault
      5                service              invokes durable-function
      6  invocation 2  step charge          settles
      7                checkpoint           START charge
      8                checkpoint           FAIL charge

      ends      {"result":"cancelled","observed":{"hotel":["room for o-1"]}}
      schedule  d2.es-fC.0x2.1"
  `)
})

test("compensation that forgets the interrupted step", async ({ task }) => {
  expect(await counterexampleIn(compensation, task.name)).toMatchInlineSnapshot(`
    "compensation that forgets the interrupted step: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "cancelled" outside {"flights":["flight for o-1"]}. Without faults there is SUCCEEDED "cancelled" outside {"flights":[]}

      1  +0s           service     invokes durable-function
      2  invocation 1  checkpoint  START book flight
      3                crash       before step book flight is recorded  <- fault
      4                service     invokes durable-function
      5  invocation 2  checkpoint  FAIL book flight

      ends      {"result":"cancelled","observed":{"flights":["flight for o-1"]}}
      schedule  d2.es-fcChelsz-m1.0.1"
  `)
})

test("cleanup in finally that is not a step", async ({ task }) => {
  expect(await counterexampleIn(compensation, task.name)).toMatchInlineSnapshot(`
    "cleanup in finally that is not a step: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "done" outside {"slots":{"free":4}}. Without faults there is SUCCEEDED "done" outside {"slots":{"free":3}} (as far as was looked)

       1  +0s           service              invokes durable-function
       2  invocation 1  step take slot       settles
       3                checkpoint           START take slot
       4                checkpoint           SUCCEED take slot
       5                step work            settles
       6                checkpoint           START work
       7                checkpoint           SUCCEED work
       8                step report          settles
       9                crash-after-persist  after START report is recorded  <- fault
      10                service              invokes durable-function
      11  invocation 2  step report          settles
      12                checkpoint           SUCCEED report

      ends      {"result":"done","observed":{"slots":{"free":4}}}
      schedule  d2.es-fC.0x7.1"
  `)
})
