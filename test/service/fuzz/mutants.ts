import type {
  CheckpointDurableExecutionRequest,
  CheckpointDurableExecutionResponse,
  Event,
  GetDurableExecutionHistoryRequest,
  GetDurableExecutionHistoryResponse,
  GetDurableExecutionStateRequest,
  GetDurableExecutionStateResponse,
  ListDurableExecutionsByFunctionRequest,
  ListDurableExecutionsByFunctionResponse,
  Operation,
  StopDurableExecutionRequest,
  StopDurableExecutionResponse,
} from "@aws-sdk/client-lambda"
import { DurableService } from "../../../src/service/durable-service.ts"
import { ServiceError } from "../../../src/service/wire/service-errors.ts"

type Begun = ReturnType<DurableService["beginInvocation"]>

/** Does something else where the service refuses a request, as if a check had been forgotten. */
function unlessRefused<T>(call: () => T, otherwise: () => T): T {
  try {
    return call()
  } catch (error) {
    if (error instanceof ServiceError) return otherwise()
    throw error
  }
}

/** Services with one mistake each, such as an author makes. */
export const mutants: Readonly<Record<string, typeof DurableService>> = {
  "records the last event twice": class extends DurableService {
    override events(arn: string): readonly Event[] {
      const events = super.events(arn)
      return events.length < 4 ? events : [...events, ...events.slice(-1)]
    }
  },

  "loses the last event of a page of the history": class extends DurableService {
    override getDurableExecutionHistory(
      request: GetDurableExecutionHistoryRequest,
      now: number,
    ): GetDurableExecutionHistoryResponse {
      const page = super.getDurableExecutionHistory(request, now)
      const events = page.Events ?? []
      return { ...page, Events: events.length > 3 ? events.slice(0, -1) : events }
    }
  },

  "leaves out the first operation of each further page": class extends DurableService {
    override getDurableExecutionState(
      request: GetDurableExecutionStateRequest,
      now: number,
    ): GetDurableExecutionStateResponse {
      const page = super.getDurableExecutionState(request, now)
      return { ...page, Operations: (page.Operations ?? []).slice(1) }
    }
  },

  "does not tell an invocation what has changed": class extends DurableService {
    override beginInvocation(arn: string, now: number): Begun {
      const begun = super.beginInvocation(arn, now)
      return { ...begun, input: { ...begun.input, UpdatedOperationIds: [] } }
    }
  },

  "answers a checkpoint without what has changed meanwhile": class extends DurableService {
    override checkpointDurableExecution(
      request: CheckpointDurableExecutionRequest,
      now: number,
    ): CheckpointDurableExecutionResponse {
      const answer = super.checkpointDurableExecution(request, now)
      return { ...answer, NewExecutionState: { Operations: [] } }
    }
  },

  "answers a repeated request with a new token": class extends DurableService {
    readonly #seen: Set<string> = new Set()

    override checkpointDurableExecution(
      request: CheckpointDurableExecutionRequest,
      now: number,
    ): CheckpointDurableExecutionResponse {
      const answer = super.checkpointDurableExecution(request, now)
      const key = `${request.CheckpointToken} ${request.ClientToken}`
      const isRepeated = request.ClientToken !== undefined && this.#seen.has(key)
      this.#seen.add(key)
      return isRepeated ? { ...answer, CheckpointToken: `${answer.CheckpointToken}=` } : answer
    }
  },

  "applies a repeated request again": class extends DurableService {
    override checkpointDurableExecution(
      { ClientToken: _forgotten, ...request }: CheckpointDurableExecutionRequest,
      now: number,
    ): CheckpointDurableExecutionResponse {
      return super.checkpointDurableExecution(request, now)
    }
  },

  "takes a token that was used before": class extends DurableService {
    readonly #tokens: Map<string, string> = new Map()

    override beginInvocation(arn: string, now: number): Begun {
      const begun = super.beginInvocation(arn, now)
      this.#tokens.set(arn, begun.input.CheckpointToken)
      return begun
    }

    override checkpointDurableExecution(
      request: CheckpointDurableExecutionRequest,
      now: number,
    ): CheckpointDurableExecutionResponse {
      const { DurableExecutionArn: arn = "" } = request
      const answer = unlessRefused(
        () => super.checkpointDurableExecution(request, now),
        () => {
          const current = { ...request, CheckpointToken: this.#tokens.get(arn) }
          return super.checkpointDurableExecution(current, now)
        },
      )
      if (answer.CheckpointToken !== undefined) this.#tokens.set(arn, answer.CheckpointToken)
      return answer
    }
  },

  "takes an answer for a callback that is completed": class extends DurableService {
    override sendDurableExecutionCallbackSuccess(
      request: { CallbackId: string | undefined; Result?: Uint8Array | string | undefined },
      now: number,
    ): Record<string, never> {
      return unlessRefused(
        () => super.sendDurableExecutionCallbackSuccess(request, now),
        () => ({}),
      )
    }
  },

  "invokes a function for each heartbeat": class extends DurableService {
    override sendDurableExecutionCallbackHeartbeat(
      request: { CallbackId: string | undefined },
      now: number,
    ): Record<string, never> {
      const answer = super.sendDurableExecutionCallbackHeartbeat(request, now)
      const owner = this.executionArns().find((arn) =>
        this.callbacks(arn).some(({ callbackId }) => callbackId === request.CallbackId),
      )
      if (owner !== undefined) this.wake(owner, now)
      return answer
    }
  },

  "fires timers a second early": class extends DurableService {
    override nextDue(): number | undefined {
      const due = super.nextDue()
      return due === undefined ? undefined : due - 1_000
    }

    override fireDue(now: number): number {
      return super.fireDue(now + 1_000)
    }
  },

  "leaves a timer that is due for the next call": class extends DurableService {
    override fireDue(): number {
      return 0
    }
  },

  "stops an execution without closing it": class extends DurableService {
    override stopDurableExecution(
      { DurableExecutionArn: arn }: StopDurableExecutionRequest,
      now: number,
    ): StopDurableExecutionResponse {
      if (arn !== undefined && !this.isClosed(arn)) this.wake(arn, now)
      return { StopTimestamp: new Date(now) }
    }
  },

  "lists executions oldest first": class extends DurableService {
    override listDurableExecutionsByFunction(
      request: ListDurableExecutionsByFunctionRequest,
      now: number,
    ): ListDurableExecutionsByFunctionResponse {
      const list = super.listDurableExecutionsByFunction(request, now)
      return { ...list, DurableExecutions: list.DurableExecutions?.toReversed() }
    }
  },

  "goes on with an execution that returned PENDING for nothing": class extends DurableService {
    override endInvocation(...args: Parameters<DurableService["endInvocation"]>): void {
      const [arn, , outcome, now] = args
      const isPending =
        outcome.kind === "returned" &&
        (outcome.output as { Status?: string } | undefined)?.Status === "PENDING"
      if (isPending && this.pendingOperations(arn).length === 0) this.wake(arn, now)
      else super.endInvocation(...args)
    }
  },

  "shows a step as started after it has ended": class extends DurableService {
    override operations(arn: string): readonly Operation[] {
      return super
        .operations(arn)
        .map((operation) =>
          operation.Type === "STEP" && operation.Status === "SUCCEEDED"
            ? { ...operation, Status: "STARTED" as const }
            : operation,
        )
    }
  },
}
