import * as fc from "fast-check"

/** A request as the AWS client hands it to its transport. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[] | null>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | string | undefined
}

/** What is really there; placeholders in a request stand for it until it is sent. */
export const REAL = { arn: "{arn}", token: "{token}", callback: "{callback}" } as const

const nasty = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("", "__proto__", "constructor", "\u0000", "\uD800", "a".repeat(3_000), "NaN"),
  fc.constantFrom("-1", "0", "1e999", "1001", "true", "TRUE", "null", "[]", "{}", "%", "%zz"),
)

/** A label as it stands in a path: real, encoded, encoded twice, malformed or of any characters. */
const label = (real: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: real },
    {
      weight: 1,
      arbitrary: fc.constantFrom("", "%", "%zz", "%E0%A4%A", "%00", "..", "%2F", "a b"),
    },
    {
      weight: 2,
      arbitrary: fc.string({ maxLength: 20 }).map((text) => encodeURIComponent(text)),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 10 }).map((text) => text.replaceAll("/", "")) },
  )

const arn = label(fc.constant(REAL.arn))
const callback = label(fc.constant(REAL.callback))
const name = label(fc.constantFrom("plain", "missing", "function", "plain:7", "function:%24LATEST"))

const path = fc.oneof(
  { weight: 4, arbitrary: executions("checkpoint") },
  { weight: 2, arbitrary: executions("state") },
  { weight: 2, arbitrary: executions("history") },
  { weight: 1, arbitrary: executions("stop") },
  { weight: 2, arbitrary: arn.map((each) => `/2025-12-01/durable-executions/${each}`) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(callback, fc.constantFrom("succeed", "fail", "heartbeat"))
      .map(([id, verb]) => `/2025-12-01/durable-execution-callbacks/${id}/${verb}`),
  },
  {
    weight: 2,
    arbitrary: name.map((each) => `/2025-12-01/functions/${each}/durable-executions`),
  },
  { weight: 2, arbitrary: name.map((each) => `/2015-03-31/functions/${each}/invocations`) },
  { weight: 1, arbitrary: fc.oneof(fc.webPath(), fc.string(), fc.constant("/2025-12-01//state")) },
)

function executions(verb: string): fc.Arbitrary<string> {
  return arn.map((each) => `/2025-12-01/durable-executions/${each}/${verb}`)
}

const json = fc.oneof(fc.jsonValue({ maxDepth: 2 }), nasty)
const either = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: right }, json)

const update = fc.record(
  {
    Id: either(fc.constantFrom("a", "b", "c", "callback")),
    Type: either(fc.constantFrom("STEP", "CONTEXT", "WAIT", "CALLBACK", "CHAINED_INVOKE")),
    Action: either(fc.constantFrom("START", "SUCCEED", "FAIL", "RETRY", "CANCEL")),
    Name: either(fc.constant("name")),
    ParentId: either(fc.constantFrom("a", "b")),
    Payload: either(fc.constant("1")),
    Error: either(fc.constantFrom({}, { ErrorType: "E", ErrorMessage: "m" })),
    StepOptions: either(fc.constant({ NextAttemptDelaySeconds: 90_000 })),
    WaitOptions: either(fc.constant({ WaitSeconds: 90_000 })),
    ChainedInvokeOptions: either(fc.constant({ FunctionName: "missing" })),
  },
  { requiredKeys: ["Id", "Type", "Action"] },
)

const checkpoint = fc.record(
  {
    CheckpointToken: either(fc.constant(REAL.token)),
    ClientToken: either(fc.constantFrom("one", "two")),
    Updates: either(fc.array(either(update), { maxLength: 3 })),
  },
  { requiredKeys: ["CheckpointToken"] },
)

const body: fc.Arbitrary<RawRequest["body"]> = fc.oneof(
  { weight: 6, arbitrary: checkpoint.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.record({ ErrorMessage: json, ErrorType: json }).map(toText) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string() },
  { weight: 2, arbitrary: fc.constantFrom(undefined, "", "{", "[]", "null", "{}") },
)

function toText(value: unknown): string {
  return JSON.stringify(value)
}

const value = fc.oneof(nasty, fc.array(nasty, { maxLength: 3 }), fc.constant(null))
const query = fc.record(
  {
    CheckpointToken: fc.oneof({ weight: 6, arbitrary: fc.constant(REAL.token) }, value),
    Marker: value,
    MaxItems: fc.oneof(fc.constantFrom("1", "10", "1000"), value),
    IncludeExecutionData: fc.oneof(fc.constantFrom("true", "false"), value),
    ReverseOrder: fc.oneof(fc.constantFrom("true", "false"), value),
    Qualifier: fc.oneof(fc.constant("$LATEST"), value),
    DurableExecutionName: value,
    Statuses: fc.oneof(fc.constantFrom("RUNNING", ["RUNNING", "FAILED"]), value),
    StartedAfter: fc.oneof(fc.constant("2026-01-01T00:00:00Z"), value),
    StartedBefore: value,
    Unknown: value,
  },
  { requiredKeys: [] },
)

const headers = fc.record(
  {
    "x-amz-invocation-type": fc.oneof(fc.constantFrom("DryRun", "RequestResponse"), nasty),
    "X-Amz-Durable-Execution-Name": nasty,
    "x-amz-tenant-id": nasty,
    "content-type": nasty,
  },
  { requiredKeys: [] },
)

export const rawRequest: fc.Arbitrary<RawRequest> = fc
  .record({ path, query, headers, body, isOtherMethod: fc.nat({ max: 15 }).map((n) => n === 0) })
  .map(({ isOtherMethod, ...request }) => ({
    ...request,
    method: isOtherMethod ? "PUT" : methodOf(request.path),
  }))

function methodOf(ofPath: string): string {
  return /(checkpoint|stop|succeed|fail|heartbeat|invocations)$/.test(ofPath) ? "POST" : "GET"
}
