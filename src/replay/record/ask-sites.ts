import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { CallSite } from "../../runner/results/replay-verdict.ts"
import { replayedType } from "../history/replayed-types.ts"
import { CallStack } from "./call-site.ts"

interface QueuedUpdate {
  readonly stepId: string
  readonly data: { readonly Action?: string; readonly Type?: string }
}

/**
 * Where in the handler each operation was asked for. The SDK measures every update as JSON at the
 * moment it queues it, in the very call of the handler; only a chained invoke has serialized its
 * input before that, and so that call is remembered.
 */
export class AskSites {
  readonly #stacks: Map<string, CallStack> = new Map()
  readonly #invokes: CallStack[] = []

  serializing(value: unknown): void {
    const update = asQueuedUpdate(value)
    if (update === undefined) {
      this.#rememberInvoke()
      return
    }
    const id = hashOperationPath(update.stepId)
    if (this.#stacks.has(id)) return
    const isRemembered = replayedType(update.data.Type)?.serializesInputFirst === true
    this.#stacks.set(id, (isRemembered ? this.#invokes.shift() : undefined) ?? new CallStack())
  }

  of(operationId: string): CallSite | undefined {
    return this.#stacks.get(operationId)?.user
  }

  #rememberInvoke(): void {
    const stack = new CallStack()
    if (stack.passes("invokeHandler")) this.#invokes.push(stack)
  }
}

function asQueuedUpdate(value: unknown): QueuedUpdate | undefined {
  if (typeof value !== "object" || value === null) return undefined
  const { stepId, data } = value as Partial<QueuedUpdate>
  if (typeof stepId !== "string" || typeof data !== "object" || data === null) return undefined
  return data.Action === undefined ? undefined : { stepId, data }
}
