import type { Operation } from "@aws-sdk/client-lambda"
import type { CapturedStack } from "../../text/captured-stack.ts"
import type {
  BegunOperation,
  OperationCall,
  OperationWatch,
} from "../globals/patch/durable-operations.ts"
import type { CallSites } from "./call-sites.ts"

/** An operation that had not ended, or that nobody had awaited, when the code that began it returned. */
export interface LeftOperation extends BegunOperation {
  /** Such as `1-2`. */
  readonly path: string
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

/** The operations of one context, by their numbers. */
class ContextRecord {
  /** What the code has awaited, and got: it gets the same in each later invocation. */
  readonly settled: boolean[] = []
  /** What it awaited when an invocation ended. */
  readonly suspended: boolean[] = []
}

/** What the code of one execution has awaited, in all of its invocations. */
export class AwaitedOperations {
  /** Calls of `Promise.race`, `any` and `all` by the handler. */
  combinators = 0
  readonly #contexts: Map<string, ContextRecord> = new Map()
  readonly #left: Map<string, LeftOperation> = new Map()

  /** Of the handler; undefined where nobody has looked. */
  sites: CallSites | undefined

  /** Where recorded operations like this one were begun; undefined where nothing tells. */
  siteLike({ SubType = "", Name }: Operation): CapturedStack | undefined {
    return this.sites?.findLike({ method: METHOD_OF[SubType] ?? lowerFirst(SubType), name: Name })
  }

  context(path: string): ContextRecord {
    const known = this.#contexts.get(path)
    if (known !== undefined) return known
    const created = new ContextRecord()
    this.#contexts.set(path, created)
    return created
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
    return [...this.#left.values()].filter(({ contextPath, number, isAwaited }) => {
      if (isAwaited) return this.combinators === 0
      // A later invocation may take from the record what an earlier one has awaited.
      const { settled, suspended } = this.context(contextPath)
      return settled[number] !== true && suspended[number] !== true
    })
  }
}

/** Every run makes one for each operation: an object of a class, as closures would take longer. */
class OpenOperation implements OperationWatch {
  readonly call: OperationCall
  readonly number: number
  isAwaited = false
  isSettled = false
  readonly #context: OpenContext

  constructor(call: OperationCall, number: number, context: OpenContext) {
    this.call = call
    this.number = number
    this.#context = context
  }

  awaited(): void {
    this.isAwaited = true
  }

  settled(): void {
    this.isSettled = true
    this.#context.settled(this.number)
  }
}

/** What the code of one context has begun in one invocation. */
class OpenContext {
  readonly path: string
  readonly #record: ContextRecord
  /** In the order of their beginnings. Those that have settled go as soon as they are the last. */
  readonly #begun: OpenOperation[] = []

  constructor(path: string, record: ContextRecord) {
    this.path = path
    this.#record = record
  }

  /** Undefined where nothing is to be watched: an invocation goes through all that is recorded. */
  begun(call: OperationCall, number: number): OperationWatch | undefined {
    if (this.#record.settled[number] === true) return undefined
    const operation = new OpenOperation(call, number, this)
    this.#begun.push(operation)
    return operation
  }

  settled(number: number): void {
    this.#record.settled[number] = true
    while (this.#begun.at(-1)?.isSettled === true) this.#begun.pop()
  }

  get open(): readonly OpenOperation[] {
    return this.#begun.filter(({ isSettled }) => !isSettled)
  }

  suspended(): void {
    for (const { number, isAwaited } of this.open) {
      if (isAwaited) this.#record.suspended[number] = true
    }
  }
}

/** What the code of one invocation has begun, and what has not ended. */
export class OpenOperations {
  readonly #execution: AwaitedOperations
  /** By the context in which they were begun: a map has a thousand contexts. */
  readonly #contexts: Map<string, OpenContext> = new Map()
  #last: OpenContext | undefined

  constructor(execution: AwaitedOperations) {
    this.#execution = execution
  }

  /** Undefined where nothing is to be watched. */
  begun(call: OperationCall, contextPath: string, number: number): OperationWatch | undefined {
    return this.#contextOf(contextPath).begun(call, number)
  }

  #contextOf(path: string): OpenContext {
    if (this.#last?.path === path) return this.#last
    let context = this.#contexts.get(path)
    if (context === undefined) {
      context = new OpenContext(path, this.#execution.context(path))
      this.#contexts.set(path, context)
    }
    this.#last = context
    return context
  }

  /** The invocation has ended, and the function of no context will return any more. */
  suspended(): void {
    for (const context of this.#contexts.values()) context.suspended()
    this.#contexts.clear()
    this.#last = undefined
  }

  /** The function of a context has returned. */
  returned(contextPath: string): void {
    const context = this.#contexts.get(contextPath)
    if (context === undefined) return
    this.#contexts.delete(contextPath)
    if (this.#last === context) this.#last = undefined
    for (const { call, number, isAwaited } of context.open) {
      const path = contextPath === "root" ? `${number}` : `${contextPath}-${number}`
      this.#execution.left({ ...call, path, contextPath, number, isAwaited })
    }
  }
}
