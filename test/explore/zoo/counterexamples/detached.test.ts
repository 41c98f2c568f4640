import { expect, test } from "vitest"
import { detached } from "../detached.ts"
import { counterexampleIn } from "../counterexample.ts"

test("execution started from inside of a step", async ({ task }) => {
  expect(await counterexampleIn(detached, task.name)).toMatchInlineSnapshot(`
    "execution started from inside of a step: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "started" outside {"fulfilment":["fulfil o-1","fulfil o-1"]}. Without faults there is SUCCEEDED "started" outside {"fulfilment":["fulfil o-1"]}

      1  +0s           service     invokes durable-function
      2  invocation 1  crash       before START start, step start is recorded  <- fault
      3                service     invokes durable-function
      4  invocation 2  step start  settles
      5                checkpoint  START start
      6                checkpoint  SUCCEED start

      ends      {"result":"started","observed":{"fulfilment":["fulfil o-1","fulfil o-1"]}}
      schedule  d2.es-fcChelsz-m1.2"
  `)
})

test("I/O that a step begins and does not await", async ({ task }) => {
  expect(await counterexampleIn(detached, task.name)).toMatchInlineSnapshot(`
    "I/O that a step begins and does not await: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "saved" outside {"table":{}}. Without faults there is SUCCEEDED "saved" outside {"table":{"o-1":"saved"}}

      1  +0s           service              invokes durable-function
      2  invocation 1  step save            settles
      3                checkpoint           START save
      4                crash-after-persist  after SUCCEED save is recorded  <- fault
      5                service              invokes durable-function
      6  invocation 2  checkpoint           START cool off
      7  +1m           service              wait cool off is due
      8                service              invokes durable-function

      ends      {"result":"saved","observed":{"table":{}}}
      schedule  d2.es-fC.0x2.1"
  `)
})

test("step that nobody awaits", async ({ task }) => {
  expect(await counterexampleIn(detached, task.name)).toMatchInlineSnapshot(`
    "step that nobody awaits: hygiene is violated

    the execution succeeded while the body of step "audit" was still at work: nobody awaits it

      1  +0s           service     invokes durable-function
      2  invocation 1  step ship   settles                   <- deviation: before step audit settles
      3                checkpoint  START audit, START ship   <- deviation: before step audit settles
      4                checkpoint  SUCCEED ship              <- deviation: before step audit settles

      ends      {"result":"shipped","observed":{"audit":["o-1 is shipped"]}}
      schedule  d2.es-m0.1.1.1"
  `)
})

test("branch on what a database says outside of a step", async ({ task }) => {
  expect(await counterexampleIn(detached, task.name)).toMatchInlineSnapshot(`
    "branch on what a database says outside of a step: replay-determinism is violated

    operation 1 was recorded with name "take", and the replay asks for name "order more"

      1  +0s           service              invokes durable-function
      2  invocation 1  step take            settles
      3                crash-after-persist  after START take is recorded  <- fault
      4                service              invokes durable-function

      ends      {"result":{"ErrorMessage":"[Unrecoverable Execution] Non-deterministic execution detected: Operation name mismatch for step \\"1\\". Expected name \\"take\\", but got \\"order more\\". This indicates non-deterministic control flow in your workflow code.","ErrorType":"NonDeterministicExecutionError"},"observed":{"stock":{"desks":0}}}
      schedule  d2.es-fC.0.1"
  `)
})
