import { runInNewContext } from "node:vm"
import type { DurableTestRunner, StartedExecution } from "durable-test-runner"
import { describe } from "vitest"
import {
  ask,
  done,
  durable,
  type Misuse,
  runner,
  secondOf,
  testMisuse,
  unreadable,
} from "./misuse-table.ts"

const odd = (value: unknown): never => value as never

async function withRunner(act: (own: DurableTestRunner) => unknown): Promise<unknown> {
  return act(runner())
}

async function withStarted(
  act: (execution: StartedExecution, own: DurableTestRunner) => unknown,
  handler = ask,
): Promise<unknown> {
  const own = runner()
  return act(own.start(handler), own)
}

const short = durable(async (context) => {
  const [answer] = await context.createCallback("approve", { timeout: { minutes: 5 } })
  return answer
})

const callbacks: readonly Misuse[] = [
  [
    "a callback that nobody answers",
    () => runner().run(ask),
    'callback "approve": call runner.completeCallback("approve", value)',
  ],
  [
    "a script that nobody uses",
    () =>
      withRunner((own) => {
        own.completeCallback("approve")
        return own.run(done)
      }),
    'completeCallback("approve"): the handler created no callback.',
  ],
  [
    "a script with a misspelt name",
    () =>
      withRunner((own) => {
        own.completeCallback("aprove")
        return own.run(ask)
      }),
    'Scripts that were not used:\n  completeCallback("aprove") was',
  ],
  [
    "two scripts for one callback",
    () =>
      withRunner((own) => {
        own.completeCallback("approve", 1)
        own.completeCallback("approve", 2)
        return own.run(ask)
      }),
    "the handler created 1 callback of that name, which other scripts had answered.",
  ],
  [
    "an answer after the time-out",
    () =>
      withRunner((own) => {
        own.completeCallback("approve", 1, { after: { hours: 1 } })
        return own.run(short)
      }),
    'callback "approve" is timed out, before 1h had passed.',
  ],
  [
    "a time-out of a callback that has none",
    () =>
      withRunner((own) => {
        own.timeoutCallback("approve")
        return own.run(ask)
      }),
    'CallbackCannotTimeOutError: timeoutCallback("approve") cannot happen: callback "approve" was created without a time-out ',
  ],
  [
    "a script by an id that does not exist",
    () =>
      withRunner((own) => {
        own.completeCallback("cb-does-not-exist")
        return own.run(ask)
      }),
    'Scripts that were not used:\n  completeCallback("cb-does-not-exist")',
  ],
  [
    "an answer between two runs by the id of the first",
    async () => {
      const own = runner()
      own.completeCallback("approve", 1)
      const { callbackId = "" } = (await own.run(ask)).operation("approve")
      own.completeCallback(callbackId, 2)
    },
    "CallbackTimeoutException: The callback is either timed out or already completed",
  ],
  [
    "a responder that throws",
    () =>
      withRunner((own) =>
        own
          .onCallback("approve", () => {
            throw new RangeError("no answer")
          })
          .run(ask),
      ),
    'The responder of callback "approve" threw at +20ms virtual time: RangeError: no answer',
  ],
  [
    "a responder that rejects",
    () =>
      withRunner((own) =>
        own
          .onCallback("approve", async () => {
            throw new RangeError("no answer")
          })
          .run(ask),
      ),
    'The responder of callback "approve" threw at +20ms virtual time: RangeError: no answer',
  ],
  [
    "a responder that never answers",
    () => withRunner((own) => own.onCallback("approve", () => {}).run(ask)),
    'its responder, onCallback("approve", ...), received it at +20ms and returned without an answer.',
  ],
  [
    "a responder that answers twice",
    () =>
      withRunner((own) =>
        own
          .onCallback("approve", async (callback) => {
            await callback.succeed(1)
            await callback.succeed(2)
          })
          .run(ask),
      ),
    'SUCCEEDED with "1"',
  ],
  [
    "a responder that exits",
    () => withRunner((own) => own.onCallback("approve", () => process.exit(1)).run(ask)),
    "An external system called process.exit(1).",
  ],
  [
    "a pattern whose test throws",
    () =>
      withRunner((own) =>
        own
          .onCallback(
            odd(() => {
              throw new RangeError("no test")
            }),
            () => {},
          )
          .run(ask),
      ),
    'The responder of callback "approve" threw at +0s virtual time: RangeError: no test',
  ],
  [
    "a callback that is never created",
    () => withStarted((execution) => execution.untilCallback("approve"), done),
    'CallbackNotReachedError: The execution ended SUCCEEDED, and no callback "approve" waits for an answer.',
  ],
  [
    "a callback with a misspelt name, step by step",
    () => withStarted((execution) => execution.untilCallback("aprove")),
    'CallbackNotReachedError: The execution cannot continue, and no callback "aprove" waits for an answer.',
  ],
  [
    "an answer given twice, step by step",
    () =>
      withStarted(async (execution) => {
        const callback = await execution.untilCallback("approve")
        await callback.succeed(1)
        await callback.succeed(2)
      }),
    "CallbackTimeoutException: The callback is either timed out or already completed",
  ],
  [
    "the result of an execution that waits",
    () => withStarted((execution) => execution.result()),
    'callback "approve": call runner.completeCallback("approve", value)',
  ],
  [
    "a condition of the test that throws",
    () =>
      withStarted((execution) =>
        execution.until(() => {
          throw new RangeError("no condition")
        }),
      ),
    "RangeError: no condition",
  ],
  [
    "a condition of the test that is no function",
    () => withStarted((execution) => execution.until(odd(true))),
    "InvalidArgumentError: Failed to call until: the predicate is true.",
  ],
  [
    "a condition of the test that never holds",
    () => withStarted((execution) => execution.until(() => false)),
    "NotReachedError: The execution cannot continue, and the predicate of until() never held.",
  ],
  [
    "two things awaited at once",
    () =>
      withStarted(async (execution) =>
        secondOf([execution.untilCallback("approve"), execution.untilCallback("approve")]),
      ),
    'WorldBusyError: Failed to call untilCallback("approve"): another call lets time pass already.',
  ],
  [
    "an execution that is stopped twice",
    () =>
      withStarted(async (execution) => {
        execution.stop()
        execution.stop()
        return execution.result()
      }),
    "STOPPED with undefined: undefined",
  ],
  [
    "a run while an execution is open",
    () =>
      withStarted(async (execution, own) => {
        await execution.untilCallback("approve")
        return own.run(done)
      }),
    "ExecutionsOpenError: Failed to start a run: an execution that was started is still open on this runner.",
  ],
  [
    "a callback named by a revoked proxy",
    () => withRunner((own) => own.completeCallback(unreadable[0]?.[1] as never, 1)),
    "InvalidArgumentError: Failed to call completeCallback: the callback's name is an object that cannot be read.",
  ],
  [
    "a callback answered with a revoked proxy",
    () => withRunner((own) => own.completeCallback("approve", unreadable[0]?.[1])),
    "UnserializableValueError: Failed to serialize the value of completeCallback(\"approve\"): Cannot perform 'get' on a proxy that has been revoked.",
  ],
  [
    "bytes and a pattern of another realm",
    () =>
      withRunner((own) => {
        own.completeCallback(
          runInNewContext("/^appr/u") as RegExp,
          runInNewContext("new Uint8Array([104, 105])"),
        )
        return own.run(ask)
      }),
    'SUCCEEDED with "hi"',
  ],
  ...[...unreadable, ["an object without a prototype", Object.create(null), "{}"] as const].flatMap(
    ([what, thrown, shown]): readonly Misuse[] => {
      const fail = (): never => {
        throw thrown
      }
      const end = `The responder of callback "approve" threw at +20ms virtual time: ${shown}`
      const respond = (answer: () => unknown) =>
        withRunner((own) => {
          own.onCallback("approve", () => void answer())
          return own.run(ask)
        })
      return [
        [`a responder that throws ${what}`, () => respond(fail), end],
        [
          `a timer of a responder that throws ${what}`,
          () => respond(() => setTimeout(fail, 0)),
          end.replace("+20ms", "+21ms"),
        ],
      ]
    },
  ),
]

describe("callbacks that are answered wrongly end with an error, and nothing is left behind", () => {
  testMisuse(callbacks)
})
