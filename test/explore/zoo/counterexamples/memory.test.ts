import { expect, test } from "vitest"
import { memory } from "../memory.ts"
import { counterexampleIn } from "../counterexample.ts"

test("accumulator outside of steps", async ({ task }) => {
  expect(await counterexampleIn(memory, task.name)).toMatchInlineSnapshot(`
    "accumulator outside of steps: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED 40 outside {"payments":["chair","desk"]}. Without faults there is SUCCEEDED 100 outside {"payments":["chair","desk"]} (as far as was looked)

      1  +0s           service              invokes durable-function
      2  invocation 1  step charge desk     settles
      3                checkpoint           START charge desk
      4                crash-after-persist  after SUCCEED charge desk is recorded  <- fault
      5                service              invokes durable-function
      6  invocation 2  step charge chair    settles
      7                checkpoint           START charge chair
      8                checkpoint           SUCCEED charge chair

      ends      {"result":40,"observed":{"payments":["chair","desk"]}}
      schedule  d2.es-fC.0x2.1"
  `)
})

test("flag set in a step", async ({ task }) => {
  expect(await counterexampleIn(memory, task.name)).toMatchInlineSnapshot(`
    "flag set in a step: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "closed" outside {"mails":["escalate","tell o-1"]}. Without faults there is SUCCEEDED "closed" outside {"mails":["tell o-1"]} (as far as was looked)

       1  +0s           service              invokes durable-function
       2  invocation 1  step tell            settles
       3                checkpoint           START tell
       4                crash-after-persist  after SUCCEED tell is recorded  <- fault
       5                service              invokes durable-function
       6  invocation 2  step escalate        settles
       7                checkpoint           START escalate
       8                checkpoint           SUCCEED escalate
       9                step close           settles
      10                checkpoint           START close
      11                checkpoint           SUCCEED close

      ends      {"result":"closed","observed":{"mails":["escalate","tell o-1"]}}
      schedule  d2.es-fC.0x2.1"
  `)
})

test("dedupe set in module memory", async ({ task }) => {
  expect(await counterexampleIn(memory, task.name)).toMatchInlineSnapshot(`
    "dedupe set in module memory: crash-refinement is violated

    a fault adds an outcome: SUCCEEDED "duplicate" outside {"parcels":["ship o-1"]}. Without faults there is SUCCEEDED "shipped" outside {"parcels":["ship o-1"]}

      1  +0s           service   invokes durable-function
      2  invocation 1  throttle  before START ship, step ship is recorded              <- fault
      3                service   the invocation of durable-function is to be repeated
      4                service   invokes durable-function

      ends      {"result":"duplicate","observed":{"parcels":["ship o-1"]}}
      schedule  d2.es-fcChelsz-m1.4"
  `)
})

test("step skipped because module memory has its result", async ({ task }) => {
  expect(await counterexampleIn(memory, task.name)).toMatchInlineSnapshot(`
    "step skipped because module memory has its result: replay-determinism is violated

    operation 1 was recorded with name "load rate", and the replay asks for name "charge"

      1  +0s           service         invokes durable-function
      2  invocation 1  step load rate  settles
      3                checkpoint      START load rate
      4                checkpoint      SUCCEED load rate
      5                throttle        before START charge, step charge is recorded          <- fault
      6                service         the invocation of durable-function is to be repeated
      7                service         invokes durable-function

      ends      {"result":{"ErrorMessage":"[Unrecoverable Execution] Non-deterministic execution detected: Operation name mismatch for step \\"1\\". Expected name \\"load rate\\", but got \\"charge\\". This indicates non-deterministic control flow in your workflow code.","ErrorType":"NonDeterministicExecutionError"},"observed":{"payments":["charge 45"]}}
      schedule  d2.es-fcChelsz-m1.0x3.4"
  `)
})

test("session opened by whoever needs it first", async ({ task }) => {
  expect(await counterexampleIn(memory, task.name)).toMatchInlineSnapshot(`
    "session opened by whoever needs it first: crash-refinement is violated

    a fault adds an outcome: FAILED StepError: session 2 has no upload outside {"isCommitted":false}. Without faults there is SUCCEEDED "uploaded" outside {"isCommitted":true} (as far as was looked)

      1  +0s           service              invokes durable-function
      2  invocation 1  step upload          settles
      3                checkpoint           START upload
      4                crash-after-persist  after SUCCEED upload is recorded  <- fault
      5                service              invokes durable-function
      6  invocation 2  step commit          settles
      7                checkpoint           START commit
      8                checkpoint           FAIL commit

      ends      {"result":{"ErrorMessage":"session 2 has no upload","ErrorType":"StepError"},"observed":{"isCommitted":false}}
      schedule  d2.es-fC.0x2.1"
  `)
})
