import { hashOperationPath } from "../events/operation-path.ts"
import type { DurableContextInside } from "../globals/patch/durable-contexts.ts"
import type { OperationStorage, OperationStore } from "../globals/patch/probe.ts"

/** Which code of an invocation is running. */
export interface RunningCode {
  /** The id of the operation; undefined for the handler itself. */
  readonly operationId: string | undefined
  readonly attempt: number | undefined
  /** Whether it goes through what is recorded; undefined where the SDK does not tell. */
  readonly isReplay: boolean | undefined
}

const ROOT = "root"

/** Tells which code of an invocation is running, and whether that goes through what is recorded. */
export class CodeInside {
  readonly #contexts: Map<string, DurableContextInside> = new Map()
  #storage: OperationStorage | undefined

  contextCreated(context: DurableContextInside): void {
    this.#contexts.set(context._stepPrefix ?? ROOT, context)
  }

  contextEntered(storage: OperationStorage): void {
    this.#storage = storage
  }

  /** @param isRecorded whether the service knows the operation with an id. */
  running(isRecorded: (operationId: string) => boolean): RunningCode {
    const store = this.#storage?.getStore() as Partial<OperationStore> | undefined
    // What stands around the handler runs in each invocation, and the SDK has no part in it.
    if (store?.contextId === undefined) {
      return { operationId: undefined, attempt: undefined, isReplay: false }
    }
    const { contextId, attempt } = store
    const operationId = contextId === ROOT ? undefined : hashOperationPath(contextId)
    const isReplay = attempt === undefined ? this.#isReplay(contextId, isRecorded) : false
    return { operationId, attempt, isReplay }
  }

  /**
   * Code goes through what is recorded while its next operation is. The SDK's own mode is no help: it
   * takes a context that has not ended for one that runs for the first time.
   */
  #isReplay(contextId: string, isRecorded: (operationId: string) => boolean): boolean | undefined {
    const context = this.#contexts.get(contextId)
    if (typeof context?._stepCounter !== "number") return undefined
    if (context.durableExecutionMode === "ReplaySucceededContext") return true
    const number = context._stepCounter + 1
    const next = contextId === ROOT ? String(number) : `${contextId}-${number}`
    // A virtual context is not recorded itself, its operations are.
    return [next, `${next}-1`].some((path) => isRecorded(hashOperationPath(path)))
  }
}
