import type { Operation } from "@aws-sdk/client-lambda"
import type { CapturedStack } from "../../text/captured-stack.ts"
import type { BegunOperation, OperationWatch } from "../globals/patch/durable-operations.ts"

/** An operation that had not ended, or that nobody had awaited, when the code that began it returned. */
export interface LeftOperation extends BegunOperation {
  /** The path of the context that it was begun in, or `root`. */
  readonly contextPath: string
  /** Whether code has awaited it, or chained something to it. */
  readonly isAwaited: boolean
  /** Where it was begun, if that was looked at. */
  readonly call: CapturedStack | undefined
}

/** What the code of one execution has awaited, in all of its invocations. */
export class AwaitedOperations {
  /** Calls of `Promise.race`, `any` and `all` by the handler. */
  combinators = 0
  readonly #awaited: Set<string> = new Set()
  readonly #left: Map<string, LeftOperation> = new Map()
  readonly #calls: Map<string, CapturedStack> = new Map()

  /** Keeps where operations like this one were begun first. */
  called(operation: BegunOperation, call: CapturedStack | undefined): void {
    const key = keyOf(operation.method, operation.name)
    if (call !== undefined && !this.#calls.has(key)) this.#calls.set(key, call)
  }

  /** Where operations of this kind and with a name like this one were begun; undefined where nothing tells. */
  callOf({ SubType, Name }: Operation): CapturedStack | undefined {
    const method = METHOD_OF[SubType ?? ""] ?? lowerFirst(SubType ?? "")
    return this.#calls.get(keyOf(method, Name))
  }

  awaited(path: string): void {
    this.#awaited.add(path)
  }

  hasAwaited(path: string): boolean {
    return this.#awaited.has(path)
  }

  left(operation: LeftOperation): void {
    const known = this.#left.get(operation.path)
    if (known === undefined || (operation.isAwaited && !known.isAwaited)) {
      this.#left.set(operation.path, operation)
    }
  }

  /**
   * The operations that the code has not waited for, in the order in which it left them. Those that lose a
   * race are meant to be left.
   */
  get unawaited(): readonly LeftOperation[] {
    return [...this.#left.values()].filter(({ path, isAwaited }) =>
      // A later invocation may take from the record what an earlier one has awaited.
      isAwaited ? this.combinators === 0 : !this.#awaited.has(path),
    )
  }
}

interface OpenOperation extends BegunOperation {
  isAwaited: boolean
  readonly call: CapturedStack | undefined
}

/** What the code of one invocation has begun, and what has not ended. */
export class OpenOperations {
  readonly #execution: AwaitedOperations
  readonly #open: Map<string, OpenOperation> = new Map()

  constructor(execution: AwaitedOperations) {
    this.#execution = execution
  }

  /** @param capture takes the stack, for an operation that nobody has awaited so far. */
  begun(begun: BegunOperation, capture: () => CapturedStack | undefined): OperationWatch {
    const execution = this.#execution
    const { path } = begun
    const call = execution.hasAwaited(path) ? undefined : capture()
    const operation: OpenOperation = { ...begun, isAwaited: false, call }
    this.#open.set(path, operation)
    execution.called(begun, call)
    return {
      awaited: () => {
        operation.isAwaited = true
        execution.awaited(path)
      },
      settled: () => void this.#open.delete(path),
    }
  }

  /** The function of a context has returned. */
  returned(contextPath: string): void {
    for (const operation of this.#open.values()) {
      if (contextOf(operation.path) === contextPath) {
        this.#execution.left({ ...operation, contextPath })
      }
    }
  }
}

/** The methods whose operations have sub-types of other names. */
const METHOD_OF: Readonly<Record<string, string>> = {
  ChainedInvoke: "invoke",
  Callback: "createCallback",
}

/** Names that differ in a number are those of one loop. */
function keyOf(method: string, name: string | undefined): string {
  return `${method} ${name?.replaceAll(/\d+/gu, "#") ?? ""}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function contextOf(path: string): string {
  const end = path.lastIndexOf("-")
  return end < 0 ? "root" : path.slice(0, end)
}
