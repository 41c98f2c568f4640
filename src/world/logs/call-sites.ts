import { type CapturedStack, captureStack } from "../../text/captured-stack.ts"
import type { BegunOperation, OperationCall } from "../globals/patch/durable-operations.ts"

/** Frames of this package, of the SDK, and of helpers of the user's, up to the call of an operation. */
const CALL_DEPTH = 12

/** How many operations of one handler are looked at. */
const MOST_OPERATIONS = 50

interface SeenCall extends OperationCall {
  readonly site: CapturedStack
}

const sitesOf = new WeakMap<object, CallSites>()

/**
 * Where the code of a handler begins its operations. A stack costs as much as the operation, so each is
 * looked at once in a process, in the first run of the handler.
 */
export class CallSites {
  readonly #byPath: Map<string, SeenCall> = new Map()

  static of(handler: object): CallSites {
    const known = sitesOf.get(handler)
    if (known !== undefined) return known
    const created = new CallSites()
    sitesOf.set(handler, created)
    return created
  }

  /** To be called while the stack has the call. */
  see({ path, method, name }: BegunOperation): void {
    const known = this.#byPath.get(path)
    // With another input the code may begin another operation in this place.
    const isKnown = known?.method === method && known.name === name
    if (isKnown || (known === undefined && this.#byPath.size >= MOST_OPERATIONS)) return
    this.#byPath.set(path, { method, name, site: textOf(captureStack(CALL_DEPTH)) })
  }

  /** Where this operation was begun, if that was looked at. */
  find({ path, method, name }: BegunOperation): CapturedStack | undefined {
    const known = this.#byPath.get(path)
    return known?.method === method && known.name === name ? known.site : undefined
  }

  /** Where the first operation was begun that has such a name: names that differ in a number are alike. */
  findLike({ method, name }: OperationCall): CapturedStack | undefined {
    for (const known of this.#byPath.values()) {
      if (known.method === method && kindOf(known.name) === kindOf(name)) return known.site
    }
    return undefined
  }
}

function kindOf(name: string | undefined): string | undefined {
  return name?.replaceAll(/\d+/gu, "#")
}

/** Frames keep what they are called on, and with it the world of the run: text keeps nothing. */
function textOf({ stack }: CapturedStack): CapturedStack {
  return stack === undefined ? {} : { stack }
}
