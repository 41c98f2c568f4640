import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { DurableService } from "../../../src/service/durable-service.ts"
import { ServiceError } from "../../../src/service/wire/service-errors.ts"
import { isInCatalogue } from "./catalogue.ts"
import { FUZZ_TIMEOUT } from "../../support/fuzz-time.ts"

/*
 * Every boundary of the service takes anything: the answer is a value or a modelled error, never a
 * TypeError from inside, and what is there already is not harmed.
 */

const nastyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom(
    "",
    "__proto__",
    "constructor",
    "toString",
    "\u0000",
    "\uD800",
    "a".repeat(5_000),
  ),
  fc.base64String(),
  fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("latin1")),
)

const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withTypedArray: true,
    withSparseArray: true,
  }),
  nastyText,
  fc.constantFrom(
    null,
    undefined,
    Number.NaN,
    Infinity,
    -0,
    1e308,
    2 ** 53,
    Symbol("x"),
    () => 1,
    new Date(Number.NaN),
    Object.freeze({}),
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  ),
)

interface Target {
  readonly service: DurableService
  readonly arn: string
  readonly token: string
  readonly callbackId: string
}

function target(): Target {
  const service = new DurableService()
  const durableConfig = { executionTimeoutSeconds: 60, retentionPeriodInDays: 1 }
  service.registerFunction({ functionName: "flow", version: "1", durableConfig })
  const arn = service.startExecution({ functionName: "flow:1" }, 0).durableExecutionArn
  const { input } = service.beginInvocation(arn, 0)
  const { CheckpointToken: token = "" } = service.checkpointDurableExecution(
    {
      DurableExecutionArn: arn,
      CheckpointToken: input.CheckpointToken,
      Updates: [{ Id: "callback", Type: "CALLBACK", Action: "START" }],
    },
    0,
  )
  const callbackId = service.callbacks(arn)[0]?.callbackId ?? ""
  return { service, arn, token, callbackId }
}

/** Requests with some members right, some of any kind, and some that nobody knows. */
function request(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(members).map(([name, right]) => [
      name,
      fc.oneof({ weight: 3, arbitrary: right }, nasty),
    ]),
  )
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({ ...fields, ["__proto__"]: nasty, Extra: nasty }, { requiredKeys: [] }),
    },
    nasty,
  )
}

const text = fc.constant("text")
const update = request({
  Id: fc.constantFrom("a", "callback"),
  Type: fc.constantFrom("STEP", "CONTEXT", "WAIT", "CALLBACK", "CHAINED_INVOKE", "EXECUTION"),
  Action: fc.constantFrom("START", "SUCCEED", "FAIL", "RETRY", "CANCEL"),
  ParentId: text,
  Name: text,
  SubType: text,
  Payload: text,
  Error: request({
    ErrorMessage: text,
    ErrorType: text,
    ErrorData: text,
    StackTrace: fc.array(nasty),
  }),
  StepOptions: request({ NextAttemptDelaySeconds: fc.integer() }),
  WaitOptions: request({ WaitSeconds: fc.integer() }),
  CallbackOptions: request({ TimeoutSeconds: fc.integer(), HeartbeatTimeoutSeconds: fc.integer() }),
  ChainedInvokeOptions: request({ FunctionName: text, TenantId: text, XAmznTraceId: text }),
  ContextOptions: request({ ReplayChildren: fc.boolean() }),
})

type Call = (target: Target, given: unknown) => unknown

const boundaries: readonly (readonly [
  name: string,
  given: (target: Target) => fc.Arbitrary<unknown>,
  call: Call,
])[] = [
  [
    "registerFunction",
    () =>
      request({
        functionName: text,
        version: fc.constant("7"),
        aliases: fc.array(nasty),
        durableConfig: request({
          executionTimeoutSeconds: fc.integer(),
          retentionPeriodInDays: fc.integer(),
        }),
        tenantIsolated: fc.boolean(),
      }),
    ({ service }, given) => service.registerFunction(given as never),
  ],
  [
    "startExecution",
    () =>
      request({
        functionName: fc.constantFrom("flow", "flow:1", "missing"),
        qualifier: fc.constantFrom("1", "$LATEST"),
        name: text,
        payload: text,
        invocationType: fc.constantFrom("RequestResponse", "Event"),
        traceHeader: text,
        executionTimeoutSeconds: fc.integer(),
      }),
    ({ service }, given) => service.startExecution(given as never, 0),
  ],
  [
    "resolveFunction",
    () => nasty,
    ({ service }, given) => service.resolveFunction(given as never, given as never),
  ],
  [
    "checkpointDurableExecution",
    ({ arn, token }) =>
      request({
        DurableExecutionArn: fc.constant(arn),
        CheckpointToken: fc.constant(token),
        ClientToken: text,
        Updates: fc.array(update, { maxLength: 3 }),
      }),
    ({ service }, given) => service.checkpointDurableExecution(given as never, 0),
  ],
  [
    "one update of a checkpoint",
    () => update,
    ({ service, arn, token }, given) =>
      service.checkpointDurableExecution(
        { DurableExecutionArn: arn, CheckpointToken: token, Updates: [given as never] },
        0,
      ),
  ],
  [
    "getDurableExecutionState",
    ({ arn, token }) =>
      request({
        DurableExecutionArn: fc.constant(arn),
        CheckpointToken: fc.constant(token),
        Marker: nastyText,
        MaxItems: fc.integer(),
      }),
    ({ service }, given) => service.getDurableExecutionState(given as never, 0),
  ],
  [
    "sendDurableExecutionCallbackSuccess",
    ({ callbackId }) => request({ CallbackId: fc.constant(callbackId), Result: fc.uint8Array() }),
    ({ service }, given) => service.sendDurableExecutionCallbackSuccess(given as never, 0),
  ],
  [
    "sendDurableExecutionCallbackFailure",
    ({ callbackId }) =>
      request({ CallbackId: fc.constant(callbackId), Error: request({ ErrorMessage: text }) }),
    ({ service }, given) => service.sendDurableExecutionCallbackFailure(given as never, 0),
  ],
  [
    "sendDurableExecutionCallbackHeartbeat",
    ({ callbackId }) => request({ CallbackId: fc.constant(callbackId) }),
    ({ service }, given) => service.sendDurableExecutionCallbackHeartbeat(given as never, 0),
  ],
  [
    "expireCallback",
    () => nasty,
    ({ service }, given) => service.expireCallback(given as never, "total", 0),
  ],
  [
    "stopDurableExecution",
    ({ arn }) =>
      request({ DurableExecutionArn: fc.constant(arn), Error: request({ ErrorType: text }) }),
    ({ service }, given) => service.stopDurableExecution(given as never, 0),
  ],
  [
    "getDurableExecution",
    ({ arn }) =>
      request({ DurableExecutionArn: fc.constant(arn), IncludeExecutionData: fc.boolean() }),
    ({ service }, given) => service.getDurableExecution(given as never, 0),
  ],
  [
    "getDurableExecutionHistory",
    ({ arn }) =>
      request({
        DurableExecutionArn: fc.constant(arn),
        IncludeExecutionData: fc.boolean(),
        ReverseOrder: fc.boolean(),
        Marker: nastyText,
        MaxItems: fc.integer(),
      }),
    ({ service }, given) => service.getDurableExecutionHistory(given as never, 0),
  ],
  [
    "listDurableExecutionsByFunction",
    () =>
      request({
        FunctionName: fc.constant("flow"),
        Qualifier: fc.constant("1"),
        DurableExecutionName: text,
        Statuses: fc.array(fc.constant("RUNNING")),
        StartedAfter: fc.date(),
        StartedBefore: fc.date(),
        ReverseOrder: fc.boolean(),
        Marker: nastyText,
        MaxItems: fc.integer(),
      }),
    ({ service }, given) => service.listDurableExecutionsByFunction(given as never, 0),
  ],
  [
    "describeExecution",
    () => nasty,
    ({ service }, given) => service.describeExecution(given as never),
  ],
]

/** The modelled error, or `undefined` if the call was accepted. */
function refusal(call: () => unknown): ServiceError | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    if (error instanceof ServiceError) return error
    throw error
  }
}

describe.each(boundaries)("%s", (_, given, call) => {
  test("answers anything with a value or a modelled error", { timeout: FUZZ_TIMEOUT }, () => {
    const shared = target()
    fc.assert(
      fc.property(given(shared), (value) => {
        // Deterministic ids: the arn, the token and the callback id are those of `shared`.
        const fresh = target()
        const error = refusal(() => call(fresh, value))
        if (error !== undefined) {
          expect(error.message).toSatisfy((message: string) => isInCatalogue(error.name, message))
        }
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
        const { service, arn } = fresh
        expect(service.operations(arn)[0]?.Type).toBe("EXECUTION")
        expect(JSON.stringify(service.events(arn))).toContain("CallbackStarted")
      }),
      { numRuns: 300 },
    )
  })
})

describe("endInvocation", () => {
  test("takes any output and any error", () => {
    fc.assert(
      fc.property(nasty, fc.boolean(), (value, failed) => {
        const { service, arn } = target()
        const requestId = service.describeExecution(arn).invocationInFlight ?? ""
        const outcome = failed
          ? ({ kind: "failed", error: value as never } as const)
          : ({ kind: "returned", output: value } as const)
        service.endInvocation(arn, requestId, outcome, 0)
        expect(
          service.events(arn).some(({ EventType }) => EventType === "InvocationCompleted"),
        ).toBe(true)
        expect(service.describeExecution(arn).status).toBe(failed ? "RUNNING" : "FAILED")
      }),
      { numRuns: 300 },
    )
  })

  test("takes any output that has a status", () => {
    const output = request({
      Status: fc.constantFrom("SUCCEEDED", "FAILED", "PENDING"),
      Result: text,
      Error: request({ ErrorType: text }),
    })
    fc.assert(
      fc.property(output, (value) => {
        const { service, arn } = target()
        const requestId = service.describeExecution(arn).invocationInFlight ?? ""
        service.endInvocation(arn, requestId, { kind: "returned", output: value }, 0)
        expect(service.describeExecution(arn).invocationInFlight).toBeUndefined()
      }),
      { numRuns: 300 },
    )
  })
})
