import { type CapturedStack, captureStack } from "../../text/captured-stack.ts"
import type { BegunOperation, OperationCall } from "../globals/patch/durable-operations.ts"

/** Frames of this package, of the SDK, and of helpers of the user's, up to the call of an operation. */
const CALL_DEPTH = 12

/** How many operations of one handler are looked at. */
const MOST_OPERATIONS = 50

interface SeenCall extends OperationCall {
  readonly site: CapturedStack
}

/** The operations of one context that were looked at, by their numbers. */
type SeenCalls = (SeenCall | undefined)[]

const sitesOf = new WeakMap<object, CallSites>()

/**
 * Where the code of a handler begins its operations. A stack costs as much as the operation, so each is
 * looked at once in a process, in the first run of the handler.
 */
export class CallSites {
  readonly #byContext: Map<string, SeenCalls> = new Map()
  #count = 0

  static of(handler: object): CallSites {
    const known = sitesOf.get(handler)
    if (known !== undefined) return known
    const created = new CallSites()
    sitesOf.set(handler, created)
    return created
  }

  /** To be called while the stack has the call. */
  see({ method, name }: OperationCall, contextPath: string, number: number): void {
    const known = this.#byContext.get(contextPath)?.[number]
    // With another input the code may begin another operation in this place.
    if (known === undefined ? this.#count >= MOST_OPERATIONS : isCallOf(known, method, name)) return
    this.#add(contextPath, number, { method, name, site: textOf(captureStack(CALL_DEPTH)) })
  }

  #add(contextPath: string, number: number, call: SeenCall): void {
    const calls = this.#byContext.get(contextPath) ?? []
    this.#byContext.set(contextPath, calls)
    if (calls[number] === undefined) this.#count++
    calls[number] = call
  }

  /** Where this operation was begun, if that was looked at. */
  find({ contextPath, number, method, name }: BegunOperation): CapturedStack | undefined {
    const known = this.#byContext.get(contextPath)?.[number]
    return known !== undefined && isCallOf(known, method, name) ? known.site : undefined
  }

  /** Where the first operation was begun that has such a name: names that differ in a number are alike. */
  findLike({ method, name }: OperationCall): CapturedStack | undefined {
    for (const calls of this.#byContext.values()) {
      const alike = calls.find(
        (call) => call?.method === method && kindOf(call.name) === kindOf(name),
      )
      if (alike !== undefined) return alike.site
    }
    return undefined
  }
}

function isCallOf(known: OperationCall, method: string, name: string | undefined): boolean {
  return known.method === method && known.name === name
}

function kindOf(name: string | undefined): string | undefined {
  return name?.replaceAll(/\d+/gu, "#")
}

/** Frames keep what they are called on, and with it the world of the run: text keeps nothing. */
function textOf({ stack }: CapturedStack): CapturedStack {
  return stack === undefined ? {} : { stack }
}
