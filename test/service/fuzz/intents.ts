import type { Operation, OperationUpdate } from "@aws-sdk/client-lambda"
import type { Continuation, Intent, NewOperation } from "./commands.ts"

/** Makes updates of what a sequence means to do, given the operations that are there. */
export function updatesOf(
  intents: readonly Intent[],
  operations: readonly Operation[],
  freshId: () => string,
): OperationUpdate[] {
  const continued = new Set<string | undefined>()
  return intents.flatMap((intent) => {
    switch (intent.kind) {
      case "new":
        return newOperation(intent, operations, freshId())
      case "continue":
        return continuation(intent, operations, continued)
      case "wild":
        return [{ ...intent.update, ...(intent.pick > 0 && idAt(operations, intent.pick)) }]
      default:
        return intent satisfies never
    }
  })
}

function idAt(operations: readonly Operation[], pick: number): Pick<Operation, "Id"> {
  return { Id: operations[pick % operations.length]?.Id }
}

function newOperation(
  { what, parent, seconds }: NewOperation,
  operations: readonly Operation[],
  Id: string,
): OperationUpdate[] {
  const contexts = operations.filter(({ Type }) => Type === "CONTEXT")
  const ParentId = contexts[parent - 1]?.Id
  const where = { Id, ...(ParentId !== undefined && { ParentId }) }
  const StepOptions = { NextAttemptDelaySeconds: seconds }
  switch (what) {
    case "step":
      return [{ ...where, Type: "STEP", Action: "START" }]
    case "finished step":
      return [
        { ...where, Type: "STEP", Action: "START" },
        { ...where, Type: "STEP", Action: "SUCCEED", Payload: "1" },
      ]
    case "retry":
      return [{ ...where, Type: "STEP", Action: "RETRY", StepOptions, Error: { ErrorType: "E" } }]
    case "poll":
      return [{ ...where, Type: "STEP", Action: "RETRY", StepOptions, Payload: "1" }]
    case "context":
      return [{ ...where, Type: "CONTEXT", Action: "START" }]
    case "wait":
      return [{ ...where, Type: "WAIT", Action: "START", WaitOptions: { WaitSeconds: seconds } }]
    case "callback": {
      const CallbackOptions = { TimeoutSeconds: seconds * 2, HeartbeatTimeoutSeconds: seconds % 3 }
      return [{ ...where, Type: "CALLBACK", Action: "START", CallbackOptions }]
    }
    case "plain":
    case "durable": {
      const FunctionName = what === "plain" ? "plain" : "flow:1"
      return [
        {
          ...where,
          Type: "CHAINED_INVOKE",
          Action: "START",
          ChainedInvokeOptions: { FunctionName },
        },
      ]
    }
    default:
      return what satisfies never
  }
}

const stepActions = ["SUCCEED", "FAIL", "RETRY"] as const

function continuation(
  { pick, how }: Continuation,
  operations: readonly Operation[],
  continued: Set<string | undefined>,
): OperationUpdate[] {
  const open = operations.filter(
    ({ Type, Status }) =>
      (Type === "STEP" && (Status === "STARTED" || Status === "READY")) ||
      ((Type === "CONTEXT" || Type === "WAIT") && Status === "STARTED"),
  )
  const chosen = open[pick % Math.max(open.length, 1)]
  // Two updates of one operation would have the whole batch refused.
  if (chosen === undefined || continued.has(chosen.Id)) return []
  continued.add(chosen.Id)
  const { Id, Type } = chosen
  if (Type === "WAIT") return how === 0 ? [{ Id, Type, Action: "CANCEL" }] : []
  if (Type === "CONTEXT") {
    const ContextOptions = { ReplayChildren: how % 3 === 0 }
    return [{ Id, Type, Action: how % 2 === 0 ? "SUCCEED" : "FAIL", ContextOptions }]
  }
  if (chosen.Status === "READY" && how > 1) return [{ Id, Type, Action: "START" }]
  const Action = stepActions[how % 3]
  const StepOptions = { NextAttemptDelaySeconds: 1 + how }
  return [{ Id, Type, Action, ...(Action === "RETRY" && { StepOptions }) }]
}
