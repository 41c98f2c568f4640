import { readFile, stat } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { describe } from "vitest"
import { done, durable, type Misuse, runner, testMisuse, unreadable } from "./misuse-table.ts"

const odd = (value: unknown): never => value as never

/** One attempt, so that each run ends as its handler does. */
const once = { retryStrategy: () => ({ shouldRetry: false }) }
const inStep = (body: () => unknown) =>
  durable(async (context) => context.step("work", async () => body(), once))

const handlers: readonly Misuse[] = [
  [
    "a handler that is undefined",
    () => runner().run(odd(undefined)),
    "InvalidArgumentError: Failed to call run: the handler is undefined.",
  ],
  [
    "a handler that is a module",
    () => runner().run(odd({ handler: done })),
    "InvalidArgumentError: Failed to call run: the handler is an object with a member `handler` (a module?).",
  ],
  [
    "a handler that is a promise of one",
    () => runner().run(odd(Promise.resolve(done))),
    "InvalidArgumentError: Failed to call run: the handler is a promise, so an await may be missing.",
  ],
  [
    "a handler that is a class",
    () => runner().run(odd(class Handler extends Object {})),
    "the last one with TypeError: Class constructor Handler cannot be invoked without 'new'",
  ],
  [
    "a handler that is not durable",
    () => runner().run(async () => ({ statusCode: 200 })),
    "it returned a value that is not the answer of a durable invocation",
  ],
  [
    "a handler that is not durable and uses its context",
    () =>
      runner().run(
        odd(async (_event: unknown, context: { step: (name: string) => unknown }) =>
          context.step("one"),
        ),
      ),
    "it used context.step, and its context is the plain Lambda context",
  ],
  [
    "a handler that throws before it is durable",
    () =>
      runner({ maxFailedInvocations: 2 }).run(
        odd(() => {
          throw new TypeError("broken module")
        }),
      ),
    "the last one with TypeError: broken module",
  ],
  [
    "a handler that returns a handler",
    () => runner({ maxFailedInvocations: 2 }).run(odd(durable(async () => done))),
    "SUCCEEDED with undefined",
  ],
  [
    "a factory of handlers that makes none",
    () => runner().checkReplay(odd(undefined)),
    "InvalidArgumentError: Failed to call checkReplay: the handler is undefined.",
  ],
  [
    "a handler that never settles",
    () => runner().run(durable(async () => new Promise(() => {}))),
    "Outside of any step, it awaits a promise that nothing settles.",
  ],
  [
    "a step that never settles",
    () => runner().run(inStep(() => new Promise(() => {}))),
    'The body of step "work" awaits a promise that nothing settles.',
  ],
  [
    "a step whose file operation never calls back",
    () => runner().run(inStep(() => new Promise(() => stat(".", () => {})))),
    'The body of step "work" awaits a promise that nothing settles.',
  ],
  [
    "an endless loop of steps",
    () =>
      runner().run(
        durable(async (context) => {
          for (;;) await context.step("again", async () => 1)
        }),
      ),
    ' x Step "again"',
  ],
  [
    "an endless loop of waits",
    () =>
      runner().run(
        durable(async (context) => {
          for (;;) await context.wait("again", { seconds: 1 })
        }),
      ),
    ' x Wait "again"',
  ],
  [
    "an endless loop of timers",
    () =>
      runner().run(
        inStep(async () => {
          for (;;) await sleep(1)
        }),
      ),
    "What the code does over and over:\n  - a timer at ",
  ],
  [
    "an endless loop of immediates",
    () =>
      runner().run(
        inStep(async () => {
          for (;;) await new Promise((resolve) => setImmediate(resolve))
        }),
      ),
    "What the code does over and over:\n  - an immediate at ",
  ],
  [
    "a step that is retried for ever",
    () =>
      runner().run(
        durable(async (context) =>
          context.step(
            "again",
            async () => {
              throw new RangeError("no")
            },
            { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 1 } }) },
          ),
        ),
      ),
    ' x attempt of Step "again"',
  ],
  [
    "a condition that never holds",
    () =>
      runner().run(
        durable(async (context) =>
          context.waitForCondition("paid", async () => 0, {
            initialState: 0,
            waitStrategy: () => ({ shouldContinue: true, delay: { seconds: 1 } }),
          }),
        ),
      ),
    ' x attempt of WaitForCondition "paid"',
  ],
  [
    "a function that invokes itself for ever",
    () => {
      const again = runner({ maxInvokeDepth: 5 })
      const itself = durable(async (context) => context.invoke("again:$LATEST", {}))
      again.registerFunction("again", itself)
      return again.run(itself)
    },
    'InvokeDepthError: More than 5 executions started each other in a chain: "durable-function" and "again" invoke each other without an end.',
  ],
  [
    "a handler that exits",
    () => runner({ maxFailedInvocations: 2 }).run(durable(async () => process.exit(3))),
    "Error: Runtime exited with error: exit status 3.",
  ],
  [
    "a step that exits at once",
    () => runner({ maxFailedInvocations: 2 }).run(inStep(() => process.exit())),
    "Error: Runtime exited without providing a reason.",
  ],
  [
    "a handler that aborts",
    () => runner({ maxFailedInvocations: 2 }).run(durable(async () => process.abort())),
    "exit status 134",
  ],
  [
    "a handler that kills its process",
    () => runner({ maxFailedInvocations: 2 }).run(durable(async () => process.kill(process.pid))),
    "exit status 143",
  ],
  [
    "a handler that kills its process with a number",
    () =>
      runner({ maxFailedInvocations: 2 }).run(durable(async () => process.kill(process.pid, 9))),
    "exit status 137",
  ],
  [
    "a handler that kills its process group",
    () => runner({ maxFailedInvocations: 2 }).run(durable(async () => process.kill(0, "SIGKILL"))),
    "exit status 137",
  ],
  [
    "a handler that really exits",
    () =>
      runner({ maxFailedInvocations: 2 }).run(
        durable(async () =>
          (process as unknown as { reallyExit: (code: number) => never }).reallyExit(4),
        ),
      ),
    "exit status 4",
  ],
  [
    "a handler that exits in a timer",
    () =>
      runner({ maxFailedInvocations: 2 }).run(
        inStep(async () => {
          setTimeout(() => process.exit(5), 10)
          await sleep(1_000)
        }),
      ),
    "exit status 5",
  ],
  [
    "a timer whose callback throws",
    () =>
      runner({ maxFailedInvocations: 2 }).run(
        inStep(async () => {
          setTimeout(() => {
            throw new RangeError("in a timer")
          }, 10)
          await sleep(1_000)
        }),
      ),
    "the last one with RangeError: in a timer",
  ],
  [
    "a rejection that nobody handles",
    () =>
      runner({ maxFailedInvocations: 2 }).run(
        inStep(async () => {
          void Promise.reject(new RangeError("nobody"))
          await sleep(1_000)
        }),
      ),
    "the last one with Runtime.UnhandledPromiseRejection: RangeError: nobody",
  ],
  [
    "work that is left behind and throws",
    () =>
      runner().run(
        inStep(() => {
          stat(".", () =>
            readFile(".", () => {
              throw new RangeError("left behind")
            }),
          )
        }),
      ),
    "SUCCEEDED with undefined",
  ],
  [
    "work that is left behind and rejects",
    () =>
      runner().run(
        inStep(() => {
          void new Promise((_resolve, reject) => {
            stat(".", () => reject(new RangeError("left to reject")))
          })
        }),
      ),
    "SUCCEEDED with undefined",
  ],
  [
    "a handler that freezes built-ins which need not be put back",
    () =>
      runner().run(
        inStep(() => {
          for (const each of [Math, crypto, Date]) Object.freeze(each)
        }),
      ),
    "SUCCEEDED with undefined",
  ],
  [
    "a handler that makes a built-in read-only",
    () =>
      runner().run(
        inStep(() => {
          Object.freeze(AbortSignal)
        }),
      ),
    "SUCCEEDED with undefined",
  ],
  [
    "a step that goes on when its run is over",
    () =>
      runner().run(
        durable(async (context) => {
          void context.step("left", () => sleep(60_000))
          return "done"
        }),
      ),
    'SUCCEEDED with "done"',
  ],
  ...unreadable.flatMap(([what, thrown, shown]): readonly Misuse[] => {
    const fail = (): never => {
      throw thrown
    }
    const afterwards = (begin: () => void) =>
      runner({ maxFailedInvocations: 2 }).run(
        inStep(async () => {
          begin()
          await sleep(10)
        }),
      )
    return [
      [`a timer that throws ${what}`, () => afterwards(() => void setTimeout(fail, 1)), shown],
      [
        `a microtask that throws ${what}`,
        () =>
          afterwards(() => {
            queueMicrotask(fail)
          }),
        shown,
      ],
      [
        `a promise rejected with ${what}`,
        () => afterwards(() => void Promise.reject(odd(thrown))),
        shown,
      ],
    ]
  }),
]

describe("handlers that misbehave end with an error that says how, and nothing is left behind", () => {
  testMisuse(handlers)
})
