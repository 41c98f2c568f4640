import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  DurableExecutionClient,
  OperationStatus,
  OperationUpdate,
  WireOperation,
} from "@aws/durable-execution-sdk-js"

/**
 * The least a checkpoint service can do for the SDK to run: it stores what it is told and checks
 * nothing. No history, no clock, no tokens, no validation; so whatever time a run against it takes
 * is the SDK's own.
 */
export class FloorService implements DurableExecutionClient {
  readonly #operations = new Map<string, WireOperation>()

  constructor(input: string) {
    const now = new Date()
    this.#operations.set("execution", {
      Id: "execution",
      Type: "EXECUTION",
      Status: "STARTED",
      StartTimestamp: now,
      ExecutionDetails: { InputPayload: input },
    })
  }

  get operations(): WireOperation[] {
    return [...this.#operations.values()]
  }

  async checkpoint(
    request: CheckpointDurableExecutionRequest,
  ): Promise<CheckpointDurableExecutionResponse> {
    const changed = new Map<string, WireOperation>()
    for (const update of request.Updates ?? []) {
      const operation = applied(update, this.#operations.get(update.Id ?? ""))
      this.#operations.set(update.Id ?? "", operation)
      changed.set(update.Id ?? "", operation)
    }
    return { CheckpointToken: "token", NewExecutionState: { Operations: [...changed.values()] } }
  }

  async getExecutionState(): Promise<{ Operations: WireOperation[] }> {
    return { Operations: [] }
  }

  /** Lets every wait elapse and answers every callback, the moment the handler has suspended. */
  completePending(callbackValue: string | undefined): void {
    for (const [id, operation] of this.#operations) {
      if (operation.Status !== "STARTED") continue
      if (operation.Type === "WAIT") {
        this.#operations.set(id, { ...operation, Status: "SUCCEEDED", EndTimestamp: new Date() })
      } else if (operation.Type === "CALLBACK") {
        const CallbackDetails = { ...operation.CallbackDetails, Result: callbackValue }
        this.#operations.set(id, { ...operation, Status: "SUCCEEDED", CallbackDetails })
      }
    }
  }
}

const statusAfter: Partial<Record<string, OperationStatus>> = {
  START: "STARTED",
  SUCCEED: "SUCCEEDED",
  FAIL: "FAILED",
}

const applied = (update: OperationUpdate, before: WireOperation | undefined): WireOperation => {
  const now = new Date()
  const status = statusAfter[update.Action ?? ""]
  if (status === undefined) throw new Error(`The floor does not know ${update.Action}.`)
  const operation: WireOperation = {
    Id: update.Id,
    ParentId: update.ParentId,
    Name: update.Name,
    Type: update.Type,
    SubType: update.SubType,
    Status: status,
    StartTimestamp: before?.StartTimestamp ?? now,
  }
  if (status !== "STARTED") operation.EndTimestamp = now
  switch (update.Type) {
    case "STEP":
      operation.StepDetails = { Attempt: 1, Result: update.Payload, Error: update.Error }
      break
    case "CONTEXT":
      operation.ContextDetails = {
        Result: update.Payload,
        Error: update.Error,
        ReplayChildren: update.ContextOptions?.ReplayChildren,
      }
      break
    case "WAIT": {
      const waitMs = (update.WaitOptions?.WaitSeconds ?? 0) * 1_000
      operation.WaitDetails = { ScheduledEndTimestamp: new Date(now.getTime() + waitMs) }
      break
    }
    case "CALLBACK":
      operation.CallbackDetails = { CallbackId: `callback-${update.Id}` }
      break
    default:
      throw new Error(`The floor does not know ${update.Type}.`)
  }
  return operation
}
