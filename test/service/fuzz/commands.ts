import type { OperationUpdate } from "@aws-sdk/client-lambda"
import * as fc from "fast-check"

/**
 * What can happen to a service, as data. Numbers pick among what is there when the command runs, so
 * that a shrunk sequence still means something.
 */
export type Command =
  | { readonly kind: "start"; readonly name: number; readonly payload: number }
  | { readonly kind: "begin"; readonly pick: number }
  | {
      readonly kind: "checkpoint"
      readonly pick: number
      readonly intents: readonly Intent[]
      readonly token: "current" | "old" | "garbage"
      readonly clientToken: boolean
    }
  | { readonly kind: "repeat"; readonly pick: number }
  | { readonly kind: "end"; readonly pick: number; readonly outcome: EndOutcome }
  | { readonly kind: "end-plain"; readonly pick: number; readonly succeeds: boolean }
  | {
      readonly kind: "callback"
      readonly pick: number
      readonly call: "success" | "failure" | "empty-failure" | "heartbeat" | "expire"
    }
  | { readonly kind: "advance"; readonly seconds: number; readonly fires: boolean }
  /** To the next timer; to one that is far away, a time-out of an execution, only now and then. */
  | { readonly kind: "next-due"; readonly isPatient: boolean }
  | { readonly kind: "stop"; readonly pick: number }
  | { readonly kind: "query"; readonly pick: number }

export type EndOutcome = { readonly output: unknown } | { readonly crash: string }

const ids = ["a", "b", "c", "d", "e", "__proto__"]
const id = fc.constantFrom(...ids)

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 })

const error = fc.constantFrom({}, { ErrorType: "E", ErrorMessage: "m", StackTrace: ["s"] })
const payload = fc.constantFrom("", "1", '"text"')
const seconds = fc.integer({ min: 1, max: 6 })

/** Mostly what an SDK would send; the state decides whether it is legal. */
const likelyUpdate: fc.Arbitrary<OperationUpdate> = fc.oneof(
  fc.record({
    Id: id,
    Type: fc.constant("STEP"),
    Action: fc.constant("START"),
    ParentId: maybe(id),
  }),
  fc.record({
    Id: id,
    Type: fc.constant("STEP"),
    Action: fc.constant("SUCCEED"),
    Payload: maybe(payload),
  }),
  fc.record({
    Id: id,
    Type: fc.constant("STEP"),
    Action: fc.constant("FAIL"),
    Error: maybe(error),
  }),
  fc.record({
    Id: id,
    Type: fc.constant("STEP"),
    Action: fc.constant("RETRY"),
    Error: maybe(error),
    StepOptions: fc.record({ NextAttemptDelaySeconds: seconds }),
  }),
  fc.record({
    Id: id,
    Type: fc.constant("CONTEXT"),
    Action: fc.constant("START"),
    ParentId: maybe(id),
  }),
  fc.record({
    Id: id,
    Type: fc.constant("CONTEXT"),
    Action: fc.constantFrom("SUCCEED", "FAIL"),
    ContextOptions: fc.record({ ReplayChildren: maybe(fc.boolean()) }),
  }),
  fc.record({
    Id: id,
    Type: fc.constant("WAIT"),
    Action: fc.constant("START"),
    ParentId: maybe(id),
    WaitOptions: fc.record({ WaitSeconds: seconds }),
  }),
  fc.record({ Id: id, Type: fc.constant("WAIT"), Action: fc.constant("CANCEL") }),
  fc.record({
    Id: id,
    Type: fc.constant("CALLBACK"),
    Action: fc.constant("START"),
    ParentId: maybe(id),
    CallbackOptions: fc.record({
      TimeoutSeconds: maybe(fc.integer({ min: 0, max: 6 })),
      HeartbeatTimeoutSeconds: maybe(fc.integer({ min: 0, max: 3 })),
    }),
  }),
  fc.record({
    Id: id,
    Type: fc.constant("CHAINED_INVOKE"),
    Action: fc.constant("START"),
    Payload: maybe(payload),
    ChainedInvokeOptions: fc.record({
      FunctionName: fc.constantFrom("plain", "flow:1", "flow", "missing", "a b"),
    }),
  }),
) as fc.Arbitrary<OperationUpdate>

/** Anything of the right JSON types. */
const anyUpdate: fc.Arbitrary<OperationUpdate> = fc.record({
  Id: fc.oneof(id, fc.constantFrom("", "a b")),
  Type: fc.constantFrom(
    "EXECUTION",
    "CONTEXT",
    "STEP",
    "WAIT",
    "CALLBACK",
    "CHAINED_INVOKE",
    "TASK",
  ),
  Action: fc.constantFrom("START", "SUCCEED", "FAIL", "RETRY", "CANCEL", "PAUSE"),
  ParentId: maybe(id),
  Name: maybe(fc.constantFrom("n", "m")),
  SubType: maybe(fc.constantFrom("s", "t")),
  Payload: maybe(payload),
  Error: maybe(error),
  StepOptions: maybe(fc.record({ NextAttemptDelaySeconds: fc.integer({ min: 0, max: 4 }) })),
  WaitOptions: maybe(fc.record({ WaitSeconds: fc.integer({ min: 0, max: 4 }) })),
}) as fc.Arbitrary<OperationUpdate>

/** A new operation, under an id of its own. */
export interface NewOperation {
  readonly kind: "new"
  readonly what:
    | "step"
    | "finished step"
    | "retry"
    | "poll"
    | "context"
    | "wait"
    | "callback"
    | "plain"
    | "durable"
  /** Picks one of the contexts as parent; 0 for none. */
  readonly parent: number
  readonly seconds: number
}

/** The next legal update of an operation that is there. */
export interface Continuation {
  readonly kind: "continue"
  readonly pick: number
  readonly how: number
}

/** An update as it comes; most of them are refused. */
interface WildUpdate {
  readonly kind: "wild"
  readonly update: OperationUpdate
  /** 0 leaves the id as it is, others pick that of an operation that is there. */
  readonly pick: number
}

export type Intent = NewOperation | Continuation | WildUpdate

const intent: fc.Arbitrary<Intent> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("new" as const),
      what: fc.constantFrom(
        "step" as const,
        "finished step" as const,
        "retry" as const,
        "poll" as const,
        "context" as const,
        "wait" as const,
        "callback" as const,
        "plain" as const,
        "durable" as const,
      ),
      parent: fc.nat({ max: 3 }),
      seconds,
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant("continue" as const),
      pick: fc.nat({ max: 9 }),
      how: fc.nat({ max: 5 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("wild" as const),
      pick: fc.nat({ max: 9 }),
      update: fc.oneof({ weight: 4, arbitrary: likelyUpdate }, anyUpdate),
    }),
  },
)

const intents = fc.array(intent, { maxLength: 5 })

const outcome: fc.Arbitrary<EndOutcome> = fc.oneof(
  { weight: 20, arbitrary: fc.constant({ output: { Status: "PENDING" } }) },
  fc.constantFrom(
    { output: { Status: "SUCCEEDED", Result: "1" } },
    { output: { Status: "FAILED", Error: { ErrorType: "E" } } },
    { output: { Status: "SUCCEEDED", Error: {} } },
    { output: undefined },
  ),
  fc.record({ crash: fc.constantFrom("Error", "Runtime.ExitError", "Sandbox.Timedout") }),
)

const pick = fc.nat({ max: 5 })
const kind = <const K extends string>(name: K): fc.Arbitrary<K> => fc.constant(name)

export const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: kind("begin"), pick }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: kind("checkpoint"),
      pick,
      intents,
      token: fc.oneof(
        { weight: 20, arbitrary: fc.constant("current" as const) },
        fc.constantFrom("old" as const, "garbage" as const),
      ),
      clientToken: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind("repeat"), pick }) },
  { weight: 5, arbitrary: fc.record({ kind: kind("end"), pick, outcome }) },
  { weight: 2, arbitrary: fc.record({ kind: kind("end-plain"), pick, succeeds: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind("callback"),
      pick,
      call: fc.constantFrom("success", "failure", "empty-failure", "heartbeat", "expire"),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: kind("advance"),
      seconds: fc.integer({ min: 0, max: 4 }),
      fires: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: kind("next-due"),
      isPatient: fc.nat({ max: 15 }).map((chance) => chance === 0),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind("stop"), pick }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: kind("start"),
      name: fc.nat({ max: 3 }),
      payload: fc.nat({ max: 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind("query"), pick }) },
)
