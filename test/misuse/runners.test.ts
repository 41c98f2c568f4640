import { DurableTestRunner, explore } from "durable-test-runner"
import { setTimeout as sleep } from "node:timers/promises"
import { describe } from "vitest"
import { ask, done, durable, type Misuse, runner, secondOf, testMisuse } from "./misuse-table.ts"

const odd = (value: unknown): never => value as never

const { proxy: revoked, revoke } = Proxy.revocable({}, {})
revoke()

async function withRunner(act: (own: DurableTestRunner) => unknown): Promise<unknown> {
  return act(runner())
}

/** Two timers that are due at the same instant. */
const twoAtOnce = durable(async (context) =>
  Promise.all(["a", "b"].map(async (name) => context.step(name, async () => sleep(10, name)))),
)

const runners: readonly Misuse[] = [
  [
    "a runner that is called without new",
    () => (DurableTestRunner as unknown as () => unknown)(),
    "TypeError: Class constructor DurableTestRunner cannot be invoked without 'new'",
  ],
  [
    "two runs of one runner at once",
    () => withRunner((own) => secondOf([own.run(done), own.run(done)])),
    "RunnerBusyError: Failed to start a run: this runner is running another one.",
  ],
  [
    "a run inside of a run of the same runner",
    () =>
      withRunner((own) =>
        own.run(
          durable(async (context) =>
            context.step("inner", async () =>
              own.run(done).then(
                () => "it ran",
                (error: unknown) => (error as Error).message,
              ),
            ),
          ),
        ),
      ),
    'SUCCEEDED with "Failed to start a run: this runner is running another one.',
  ],
  [
    "a double of a step that does not exist",
    () =>
      withRunner((own) => {
        own.mockStep("tow", () => 2)
        return own.run(done)
      }),
    'mockStep("tow"): the steps that ran are "one".',
  ],
  [
    "a double of a function that nobody invokes",
    () =>
      withRunner((own) => {
        own.mockFunction("mail", () => 2)
        return own.run(done)
      }),
    "SUCCEEDED with 1",
  ],
  [
    "a double that throws",
    () =>
      withRunner((own) => {
        own.mockStep(
          "one",
          () => {
            throw new RangeError("double")
          },
          { times: 1 },
        )
        return own.run(done)
      }),
    "SUCCEEDED with 1",
  ],
  [
    "a double that returns what cannot be recorded",
    () =>
      withRunner((own) => {
        own.mockStep("one", () => 1n)
        return own.run(
          durable(async (context) =>
            context.step("one", async () => 1, { retryStrategy: () => ({ shouldRetry: false }) }),
          ),
        )
      }),
    'the last one with SerdesFailedError: [Unrecoverable Invocation] Serialization failed for step "one" (1): Do not know how to serialize a BigInt',
  ],
  [
    "a plain function that returns what cannot be sent",
    () =>
      withRunner((own) =>
        own
          .registerFunction(
            "mail",
            odd(async () => 1n),
            { durable: false },
          )
          .run(durable(async (context) => context.invoke("mail", {}))),
      ),
    "FAILED with InvokeError: Unable to stringify response body",
  ],
  [
    "a plain function that is not registered as one",
    () =>
      withRunner((own) =>
        own
          .registerFunction("mail", async () => 1)
          .run(durable(async (context) => context.invoke("mail:$LATEST", {}))),
      ),
    'Failed to run "mail": it returned a value that is not the answer of a durable invocation',
  ],
  [
    "a history that is nothing",
    () => runner().replay(done, odd(undefined)),
    "InvalidArgumentError: Failed to replay a history: it has no list of events.",
  ],
  [
    "a history that is a text",
    () => runner().replay(done, odd("[]")),
    'returned {"verdict":"undecidable","replays":0,"message":"undecidable: the history does not begin with ExecutionStarted.',
  ],
  [
    "a history without events",
    () => runner().replay(done, []),
    'returned {"verdict":"undecidable","replays":0,"message":"undecidable: the history does not begin with ExecutionStarted.',
  ],
  [
    "a history of events that are none",
    () => runner().replay(done, odd([{ hello: 1 }])),
    "InvalidArgumentError: Failed to replay a history: it has no list of events.",
  ],
  [
    "a history that begins in its middle",
    async () => {
      const { history } = await runner().run(done)
      return runner().replay(done, history.slice(2))
    },
    'returned {"verdict":"undecidable","replays":0,"message":"undecidable: the history does not begin with ExecutionStarted.',
  ],
  [
    "a history whose events are not in their order, which their ids tell",
    async () => {
      const { history } = await runner().run(done)
      const [first, second, ...rest] = history
      return runner().replay(done, odd([second, first, ...rest]))
    },
    'returned {"verdict":"compatible","replays":4,"message":"compatible: 4 replays requested the recorded operations"}',
  ],
  [
    "a history of another handler",
    async () => {
      const own = runner()
      own.completeCallback("approve", 1)
      return (
        await runner().assertReplayAll(done, [
          { name: "other", history: (await own.run(ask)).history },
        ])
      ).verdict
    },
    'recorded   callback "approve"\n  the code   asks for step "one"',
  ],
  [
    "no histories at all",
    () => runner().replayAll(done, odd(5)),
    "InvalidArgumentError: Failed to call replayAll: the list of histories is 5.",
  ],
  [
    "a schedule that is no schedule",
    () => runner().replaySchedule("hello", done),
    'InvalidArgumentError: Failed to read a schedule: "hello" is none.',
  ],
  [
    "a schedule of a version that does not exist",
    () => runner().replaySchedule("d9.0.000", done),
    'InvalidArgumentError: Failed to read a schedule: "d9.0.000" is of format d9, and this version of durable-test-runner reads d1 and d2.',
  ],
  [
    "a schedule with choices that are negative",
    () => runner().runSchedule(odd([-1]), done),
    "InvalidArgumentError: Failed to call runSchedule: the schedule is [-1].",
  ],
  [
    "a schedule whose parts are none",
    () => runner().replaySchedule("d2.0.57.0", done),
    'InvalidArgumentError: Failed to read a schedule: "d2.0.57.0" is none.',
  ],
  [
    "a chooser that chooses what is not there",
    () => runner({ chooser: { choose: () => 99 } }).run(twoAtOnce),
    "InvalidArgumentError: Failed to choose what happens next: the chooser returned 99 for 2 enabled events.",
  ],
  [
    "a chooser that throws",
    () =>
      runner({
        chooser: {
          choose: () => {
            throw new RangeError("no choice")
          },
        },
      }).run(twoAtOnce),
    "RangeError: no choice",
  ],
  [
    "a chooser that returns a promise",
    () => runner({ chooser: { choose: odd(async () => 0) } }).run(twoAtOnce),
    "InvalidArgumentError: Failed to choose what happens next: the chooser returned a promise for 2 enabled events.",
  ],
  [
    "an exploration whose preparation throws",
    () =>
      explore(done, {
        maxSchedules: 5,
        prepare: () => {
          throw new RangeError("no preparation")
        },
      }),
    "RangeError: no preparation",
  ],
  [
    "an exploration whose observer throws",
    () =>
      explore(done, {
        maxSchedules: 5,
        observe: () => {
          throw new RangeError("no observer")
        },
      }),
    "RangeError: no observer",
  ],
  [
    "an exploration whose observer returns a promise",
    () => explore(done, { maxSchedules: 5, observe: async () => 1 }),
    "InvalidArgumentError: Failed to call explore: observe is an async function, whose promise nobody awaits.",
  ],
  [
    "an exploration of a handler that is none",
    () => explore(odd("handler")),
    "InvalidArgumentError: Failed to call explore: the handler is a string.",
  ],
  [
    "an operation that an execution does not have",
    async () => (await runner().run(done)).operation("tow"),
    'OperationNotFoundError: The execution has no operation "tow".',
  ],
  ...(
    [
      ["nothing", undefined, "undefined"],
      ["null", null, "null"],
      ["a number", 1, "1"],
      ["a symbol", Symbol("charge"), "Symbol(charge)"],
      ["an empty object", {}, "{}"],
      ["an object with another member", { nmae: "one" }, '{"nmae":"one"}'],
      ["a list", ["one"], '["one"]'],
      ["a pattern", /one/u, "/one/u"],
      ["a promise", Promise.resolve("one"), "a promise"],
      ["a revoked proxy", revoked, "an object that cannot be read"],
    ] as const
  ).map(([what, selector, shown]): Misuse => [
    `an operation that is named by ${what}`,
    async () => (await runner().run(done)).operation(odd(selector)),
    `InvalidArgumentError: Failed to call operation: the selector is ${shown}. Pass the name of an operation, { name, index } or { id }.`,
  ]),
  [
    "an operation by an index that is no number",
    async () => (await runner().run(done)).operation({ name: "one", index: odd("0") }),
    'InvalidArgumentError: Failed to call operation: index is "0". Pass a whole number from 0.',
  ],
  [
    "an operation by an index beyond its namesakes",
    async () => (await runner().run(done)).operation({ name: "one", index: 1 }),
    'OperationNotFoundError: The execution has no operation "one" with index 1.',
  ],
  [
    "an operation by the id of another execution",
    async () => (await runner().run(done)).operation({ id: "no such" }),
    'OperationNotFoundError: The execution has no operation with id "no such".',
  ],
  [
    "a failed execution that is said to have succeeded",
    async () =>
      (
        await runner().run(
          durable(async () => {
            throw new RangeError("no")
          }),
        )
      ).assertSucceeded(),
    "ExecutionFailedError: The execution ended FAILED with RangeError: no (thrown at ",
  ],
]

describe("misuse of runners, doubles, histories and schedules is refused, and nothing is left behind", () => {
  testMisuse(runners)
})
