import { expect, test } from "vitest"
import { effects } from "../effects.ts"
import { counterexampleIn } from "../counterexample.ts"

test("step that is not idempotent", async ({ task }) => {
  expect(await counterexampleIn(effects, task.name)).toMatchInlineSnapshot(`
    "step that is not idempotent: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "paid" outside {"payments":["charge o-1","charge o-1"]}. Without faults there is SUCCEEDED "paid" outside {"payments":["charge o-1"]}

      1  +0s           service      invokes durable-function
      2  invocation 1  crash        before START charge, step charge is recorded  <- fault
      3                service      invokes durable-function
      4  invocation 2  step charge  settles
      5                checkpoint   START charge
      6                checkpoint   SUCCEED charge

      ends      {"result":"paid","observed":{"payments":["charge o-1","charge o-1"]}}
      schedule  d2.es-fcChelsz-m1.2"
  `)
})

test("idempotency key made outside of a step", async ({ task }) => {
  expect(await counterexampleIn(effects, task.name)).toMatchInlineSnapshot(`
    "idempotency key made outside of a step: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "paid" outside {"payments":["charge o-1","charge o-1"]}. Without faults there is SUCCEEDED "paid" outside {"payments":["charge o-1"]}

      1  +0s           service      invokes durable-function
      2  invocation 1  crash        before START charge, step charge is recorded  <- fault
      3                service      invokes durable-function
      4  invocation 2  step charge  settles
      5                checkpoint   START charge
      6                checkpoint   SUCCEED charge

      ends      {"result":"paid","observed":{"payments":["charge o-1","charge o-1"]}}
      schedule  d2.es-fcChelsz-m1.2"
  `)
})

test("idempotency key with the attempt in it", async ({ task }) => {
  expect(await counterexampleIn(effects, task.name)).toMatchInlineSnapshot(`
    "idempotency key with the attempt in it: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "paid" outside {"payments":["charge o-1","charge o-1"]}. Without faults there is SUCCEEDED "paid" outside {"payments":["charge o-1"]}

       1  +0s           service      invokes durable-function
       2  invocation 1  checkpoint   START charge
       3                crash        before step charge is recorded  <- fault
       4                service      invokes durable-function
       5  invocation 2  checkpoint   RETRY charge
       6  +2s           service      step charge is due
       7                service      invokes durable-function
       8  invocation 3  checkpoint   START charge
       9                step charge  settles
      10                checkpoint   SUCCEED charge

      ends      {"result":"paid","observed":{"payments":["charge o-1","charge o-1"]}}
      schedule  d2.es-fcChelsz-m1.0.1"
  `)
})

test("at-most-once step that is retried", async ({ task }) => {
  expect(await counterexampleIn(effects, task.name)).toMatchInlineSnapshot(`
    "at-most-once step that is retried: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "sent" outside {"mails":["mail for o-1","mail for o-1"]}. Without faults there is SUCCEEDED "sent" outside {"mails":["mail for o-1"]}

       1  +0s           service     invokes durable-function
       2  invocation 1  checkpoint  START mail
       3                crash       before step mail is recorded  <- fault
       4                service     invokes durable-function
       5  invocation 2  checkpoint  RETRY mail
       6  +2s           service     step mail is due
       7                service     invokes durable-function
       8  invocation 3  checkpoint  START mail
       9                step mail   settles
      10                checkpoint  SUCCEED mail

      ends      {"result":"sent","observed":{"mails":["mail for o-1","mail for o-1"]}}
      schedule  d2.es-fcChelsz-m1.0.1"
  `)
})

test("interruption taken for a refusal", async ({ task }) => {
  expect(await counterexampleIn(effects, task.name)).toMatchInlineSnapshot(`
    "interruption taken for a refusal: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "declined" outside {"payments":[]}. Without faults there is SUCCEEDED "captured" outside {"payments":["capture o-1"]}

      1  +0s           service              invokes durable-function
      2  invocation 1  crash-after-persist  after START capture is recorded  <- fault
      3                service              invokes durable-function
      4  invocation 2  checkpoint           FAIL capture

      ends      {"result":"declined","observed":{"payments":[]}}
      schedule  d2.es-fcChelsz-m1.2"
  `)
})

test("number drawn in a step", async ({ task }) => {
  expect(await counterexampleIn(effects, task.name)).toMatchInlineSnapshot(`
    "number drawn in a step: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "invoice 2" outside {"numbers":{"last":2}}. Without faults there is SUCCEEDED "invoice 1" outside {"numbers":{"last":1}}

      1  +0s           service     invokes durable-function
      2  invocation 1  crash       before START draw, step draw is recorded  <- fault
      3                service     invokes durable-function
      4  invocation 2  step draw   settles
      5                checkpoint  START draw
      6                checkpoint  SUCCEED draw

      ends      {"result":"invoice 2","observed":{"numbers":{"last":2}}}
      schedule  d2.es-fcChelsz-m1.2"
  `)
})
