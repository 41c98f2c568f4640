import { DurableTestRunner, explore } from "durable-test-runner"
import { createLambdaClient } from "durable-test-runner/aws"
import { describe } from "vitest"
import { ask, done, type Misuse, runner, testMisuse } from "./misuse-table.ts"

const odd = (value: unknown): never => value as never

/** An object that cannot even be read. */
const throwing = (name: string): never =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get: () => {
      throw new RangeError("not readable")
    },
  }) as never

const options: readonly Misuse[] = [
  [
    "a runner with an unknown option",
    () => new DurableTestRunner(odd({ sed: 1 })),
    'Did you mean "seed"?',
  ],
  [
    "a runner with options that are a text",
    () => new DurableTestRunner(odd("fast")),
    'InvalidArgumentError: Failed to call new DurableTestRunner: its options are "fast".',
  ],
  [
    "a runner with options that are a function",
    () => new DurableTestRunner(odd(() => ({}))),
    "InvalidArgumentError: Failed to call new DurableTestRunner: its options are a function.",
  ],
  [
    "a runner with a seed that is a BigInt",
    () => new DurableTestRunner({ seed: odd(1n) }),
    "InvalidArgumentError: Failed to call new DurableTestRunner: seed is 1n.",
  ],
  [
    "a runner with an option whose getter throws",
    () => new DurableTestRunner(throwing("seed")),
    "InvalidArgumentError: Failed to call new DurableTestRunner: reading seed throws an error (RangeError: not readable).",
  ],
  [
    "a runner with a start time that is no date",
    () => new DurableTestRunner({ startTime: "soon" }),
    'InvalidArgumentError: Failed to call new DurableTestRunner: startTime is "soon".',
  ],
  [
    "a runner with a negative page size",
    () => new DurableTestRunner({ pageSize: -1 }),
    "InvalidArgumentError: Failed to call new DurableTestRunner: pageSize is -1.",
  ],
  [
    "a runner with half an event",
    () => new DurableTestRunner({ maxEvents: 0.5 }),
    "InvalidArgumentError: Failed to call new DurableTestRunner: maxEvents is 0.5.",
  ],
  [
    "a runner with a budget of NaN",
    () => new DurableTestRunner({ runBudgetMs: Number.NaN }),
    "InvalidArgumentError: Failed to call new DurableTestRunner: runBudgetMs is NaN.",
  ],
  [
    "a runner with a latency that is a number",
    () => new DurableTestRunner({ checkpointLatency: odd(5) }),
    "InvalidDurationError: Failed to call new DurableTestRunner: checkpointLatency is 5.",
  ],
  [
    "a runner with a time-out in a wrong unit",
    () => new DurableTestRunner({ functionTimeout: odd({ second: 1 }) }),
    'InvalidDurationError: Failed to call new DurableTestRunner: functionTimeout has no unit "second".',
  ],
  [
    "a runner with a chooser that is no object",
    () => new DurableTestRunner({ chooser: odd("first") }),
    'InvalidArgumentError: Failed to call new DurableTestRunner: chooser is "first".',
  ],
  [
    "a runner whose environment has a number",
    () => new DurableTestRunner({ environment: odd({ A: 1 }) }),
    "InvalidArgumentError: Failed to call new DurableTestRunner: environment.A is 1.",
  ],
  [
    "a runner with an unknown replay mode",
    () => new DurableTestRunner({ replay: odd("never") }),
    'InvalidArgumentError: Failed to call new DurableTestRunner: replay is "never".',
  ],
  [
    "a runner with an unknown limit of the service",
    () => new DurableTestRunner({ service: odd({ limit: 1 }) }),
    'InvalidArgumentError: Failed to call new DurableTestRunner: there is no option "limit" in service.',
  ],
  [
    "a runner with a function name with spaces",
    () => new DurableTestRunner({ functionName: "my function" }),
    'InvalidArgumentError: Failed to call new DurableTestRunner: functionName is "my function".',
  ],
  [
    "run with an unknown option",
    () => runner().run(done, {}, odd({ nam: "x" })),
    'InvalidArgumentError: Failed to call run: there is no option "nam".',
  ],
  [
    "run with a tenant for a function without tenants",
    () => runner().run(done, {}, { tenantId: "a" }),
    'InvalidArgumentError: Failed to call run: the tenantId is "a", and the function is not tenant-isolated.',
  ],
  [
    "run with an invocation type that does not exist",
    () => runner().run(done, {}, { invocationType: odd("sync") }),
    'InvalidArgumentError: Failed to call run: invocationType is "sync".',
  ],
  [
    "start with an execution name with spaces",
    () => runner().start(done, {}, { name: "a b" }),
    'InvalidArgumentError: Failed to call start: name is "a b".',
  ],
  [
    "explore with an unknown tier",
    () => explore(done, { tiers: odd(["fuzz"]) }),
    'InvalidArgumentError: Failed to call explore: tiers[0] is "fuzz".',
  ],
  [
    "explore with a fault that does not exist",
    () => explore(done, { faults: odd(["quake"]) }),
    'InvalidArgumentError: Failed to call explore: faults[0] is "quake".',
  ],
  [
    "explore with no schedules",
    () => explore(done, { maxSchedules: 0 }),
    "InvalidArgumentError: Failed to call explore: maxSchedules is 0.",
  ],
  [
    "explore with an observer that is no function",
    () => explore(done, { observe: odd(5) }),
    "InvalidArgumentError: Failed to call explore: observe is 5.",
  ],
  [
    "explore with an invariant that does not exist",
    () => explore(done, { without: odd(["speed"]) }),
    'InvalidArgumentError: Failed to call explore: without[0] is "speed".',
  ],
  [
    "explore with the options of a runner at the top",
    () => explore(done, odd({ startTime: 0 })),
    'InvalidArgumentError: Failed to call explore: there is no option "startTime".',
  ],
  [
    "advance by a number",
    async () => runner().advance(odd(5)),
    "InvalidDurationError: Failed to call advance: the duration is 5.",
  ],
  [
    "advance backwards",
    async () => runner().advance({ seconds: -1 }),
    "InvalidDurationError: Failed to call advance: the duration.seconds is -1.",
  ],
  [
    "a responder that is no function",
    () => runner().onCallback("approve", odd("yes")),
    'InvalidArgumentError: Failed to call onCallback: the responder is "yes".',
  ],
  [
    "a script for a name that is a symbol",
    () => runner().completeCallback(odd(Symbol("approve"))),
    "InvalidArgumentError: Failed to call completeCallback: the callback's name is Symbol(approve).",
  ],
  [
    "a script for a name that is empty",
    () => runner().completeCallback(""),
    'InvalidArgumentError: Failed to call completeCallback: the callback\'s name is "".',
  ],
  [
    "a script with a delay that is a text",
    () => runner().completeCallback("approve", 1, { after: odd("5m") }),
    'InvalidDurationError: Failed to call completeCallback("approve"): after is "5m".',
  ],
  [
    "a heartbeat without end",
    () => runner().heartbeatCallback("approve", { every: odd({ seconds: 0 }) }),
    'InvalidArgumentError: Failed to call heartbeatCallback("approve"): every is zero.',
  ],
  [
    "a double that is no function",
    () => runner().mockStep("one", odd(1)),
    'InvalidArgumentError: Failed to call mockStep("one"): the mock is 1.',
  ],
  [
    "a double that fails with a number",
    () => runner().failStep("one", odd(404)),
    'InvalidArgumentError: Failed to call failStep("one"): the error is 404.',
  ],
  [
    "a double that fails a negative number of times",
    () => runner().failStep("one", "no", { times: -1 }),
    'InvalidArgumentError: Failed to call failStep("one"): times is -1.',
  ],
  [
    "a double that takes negative time",
    () => runner().delayStep("one", { seconds: -1 }),
    'InvalidDurationError: Failed to call delayStep("one"): the duration.seconds is -1.',
  ],
  [
    "a function double that is no function",
    () => runner().mockFunction("mail", odd({})),
    'InvalidArgumentError: Failed to call mockFunction("mail"): the mock is {}.',
  ],
  [
    "a registered function without a handler",
    () => runner().registerFunction("mail", odd(undefined)),
    'InvalidArgumentError: Failed to call registerFunction("mail"): the handler is undefined.',
  ],
  [
    "a registered function with a name in two words",
    () => runner().registerFunction("my mail", ask),
    'InvalidArgumentError: Failed to call registerFunction: the function\'s name is "my mail".',
  ],
  [
    "a Lambda client of nothing",
    () => createLambdaClient(odd(undefined)),
    "InvalidArgumentError: Failed to use the runner: it is undefined.",
  ],
]

describe("options that cannot be are refused, and nothing is left behind", () => {
  testMisuse(options)
})
