import type { Operation } from "@aws-sdk/client-lambda"
import type { CapturedStack } from "../../text/captured-stack.ts"
import type { BegunOperation, OperationWatch } from "../globals/patch/durable-operations.ts"
import type { CallSites } from "./call-sites.ts"

/** An operation that had not ended, or that nobody had awaited, when the code that began it returned. */
export interface LeftOperation extends BegunOperation {
  /** Whether code has awaited it, or chained something to it. */
  readonly isAwaited: boolean
}

/** The methods whose operations have sub-types of other names. */
const METHOD_OF: Readonly<Record<string, string>> = {
  ChainedInvoke: "invoke",
  Callback: "createCallback",
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** What the code of one execution has awaited, in all of its invocations. */
export class AwaitedOperations {
  /** Calls of `Promise.race`, `any` and `all` by the handler. */
  combinators = 0
  /** What the code has awaited, and got: it gets the same in each later invocation. */
  readonly #settled: Set<string> = new Set()
  /** What it awaited when an invocation ended. */
  readonly #suspended: Set<string> = new Set()
  readonly #left: Map<string, LeftOperation> = new Map()

  /** Of the handler; undefined where nobody has looked. */
  sites: CallSites | undefined

  /** Where recorded operations like this one were begun; undefined where nothing tells. */
  siteLike({ SubType = "", Name }: Operation): CapturedStack | undefined {
    return this.sites?.findLike({ method: METHOD_OF[SubType] ?? lowerFirst(SubType), name: Name })
  }

  settled(path: string): void {
    this.#settled.add(path)
  }

  hasSettled(path: string): boolean {
    return this.#settled.has(path)
  }

  suspended(path: string): void {
    this.#suspended.add(path)
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
      isAwaited ? this.combinators === 0 : !this.#settled.has(path) && !this.#suspended.has(path),
    )
  }
}

/** Every run makes one for each operation: an object of a class, as closures would take longer. */
class OpenOperation implements LeftOperation, OperationWatch {
  readonly path: string
  readonly contextPath: string
  readonly method: string
  readonly name: string | undefined
  isAwaited = false
  readonly #execution: AwaitedOperations
  readonly #siblings: Set<OpenOperation>

  constructor(
    { path, contextPath, method, name }: BegunOperation,
    execution: AwaitedOperations,
    siblings: Set<OpenOperation>,
  ) {
    this.path = path
    this.contextPath = contextPath
    this.method = method
    this.name = name
    this.#execution = execution
    this.#siblings = siblings
    siblings.add(this)
  }

  awaited(): void {
    this.isAwaited = true
  }

  settled(): void {
    this.#siblings.delete(this)
    this.#execution.settled(this.path)
  }
}

/** What the code of one invocation has begun, and what has not ended. */
export class OpenOperations {
  readonly #execution: AwaitedOperations
  /** By the context in which they were begun: a map has a thousand contexts. */
  readonly #open: Map<string, Set<OpenOperation>> = new Map()

  constructor(execution: AwaitedOperations) {
    this.#execution = execution
  }

  /** Undefined where nothing is to be watched: an invocation goes through all that is recorded. */
  begun(operation: BegunOperation): OperationWatch | undefined {
    if (this.#execution.hasSettled(operation.path)) return undefined
    let siblings = this.#open.get(operation.contextPath)
    if (siblings === undefined) {
      siblings = new Set()
      this.#open.set(operation.contextPath, siblings)
    }
    return new OpenOperation(operation, this.#execution, siblings)
  }

  /** The invocation has ended, and the function of no context will return any more. */
  suspended(): void {
    for (const open of this.#open.values()) {
      for (const { path, isAwaited } of open) if (isAwaited) this.#execution.suspended(path)
    }
    this.#open.clear()
  }

  /** The function of a context has returned. */
  returned(contextPath: string): void {
    const open = this.#open.get(contextPath)
    if (open === undefined) return
    this.#open.delete(contextPath)
    for (const { path, method, name, isAwaited } of open) {
      this.#execution.left({ path, contextPath, method, name, isAwaited })
    }
  }
}
