import nodeCrypto from "node:crypto"
import { currentScope, type ScopedRandom } from "../patch/scope.ts"
import { bytesDrawn } from "./supplies.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

type WebCrypto = typeof globalThis.crypto

type Callback<T> = (error: Error | null, value: T) => void

/** The sources of randomness: seeded inside a run. `getRandomValues` of `node:crypto` asks the global one. */
export function randomnessWrappers(): Wrapper[] {
  const webCrypto = globalThis.crypto
  const webCryptoMethods = Object.getPrototypeOf(webCrypto) as object
  return [
    wrapper(Math, "random", (original: () => number) => () => {
      return currentScope()?.random.nextFloat() ?? original()
    }),
    wrapper(webCryptoMethods, "randomUUID", scopedRandomUuid),
    wrapper(webCryptoMethods, "getRandomValues", (original: WebCrypto["getRandomValues"]) => {
      return scopedGetRandomValues(original.bind(webCrypto))
    }),
    wrapper(nodeCrypto, "randomUUID", scopedRandomUuid),
    wrapper(nodeCrypto, "randomBytes", scopedRandomBytes),
    wrapper(nodeCrypto, "randomFillSync", scopedRandomFillSync),
    wrapper(nodeCrypto, "randomFill", scopedRandomFill),
    wrapper(nodeCrypto, "randomInt", scopedRandomInt),
  ]
}

function scopedRandomUuid(original: WebCrypto["randomUUID"]): WebCrypto["randomUUID"] {
  return (...args: []) => {
    return currentScope()?.random.nextUuid() ?? original.apply(globalThis.crypto, args)
  }
}

function scopedGetRandomValues(
  original: WebCrypto["getRandomValues"],
): WebCrypto["getRandomValues"] {
  return ((array: ArrayBufferView) => {
    const scope = currentScope()
    if (scope === undefined) original(array as never)
    else scope.random.fill(bytesOf(array))
    bytesDrawn(bytesOf(array), scope !== undefined)
    return array
  }) as WebCrypto["getRandomValues"]
}

function scopedRandomBytes(original: typeof nodeCrypto.randomBytes): unknown {
  return (size: number, callback?: Callback<Buffer>) => {
    const scope = currentScope()
    if (scope === undefined) {
      const returned: unknown = Reflect.apply(original, nodeCrypto, given(size, callback))
      if (returned instanceof Uint8Array) bytesDrawn(returned, false)
      return returned
    }
    const bytes = Buffer.alloc(size)
    scope.random.fill(bytes)
    bytesDrawn(bytes, true)
    return answer(bytes, callback)
  }
}

function scopedRandomFillSync(original: typeof nodeCrypto.randomFillSync): unknown {
  return (buffer: ArrayBufferView | ArrayBuffer, offset = 0, size?: number) => {
    const scope = currentScope()
    if (scope === undefined) {
      if (size === undefined) original(buffer as never, offset)
      else original(buffer as never, offset, size)
    } else {
      fillRange(scope.random, buffer, offset, size)
    }
    bytesDrawn(rangeOf(buffer, offset, size), scope !== undefined)
    return buffer
  }
}

function scopedRandomFill(original: (...args: never[]) => void): unknown {
  return (buffer: ArrayBufferView | ArrayBuffer, ...rest: unknown[]) => {
    const scope = currentScope()
    if (scope === undefined) {
      const returned: unknown = Reflect.apply(original, nodeCrypto, [buffer, ...rest])
      bytesDrawn(bytesOf(buffer), false)
      return returned
    }
    const callback = rest.pop() as Callback<typeof buffer>
    const [offset = 0, size] = rest as (number | undefined)[]
    fillRange(scope.random, buffer, offset, size)
    bytesDrawn(rangeOf(buffer, offset, size), true)
    return answer(buffer, callback)
  }
}

function scopedRandomInt(original: (...args: never[]) => unknown): unknown {
  return (...args: unknown[]) => {
    const scope = currentScope()
    if (scope === undefined) return original(...(args as never[]))
    const callback =
      typeof args.at(-1) === "function" ? (args.pop() as Callback<number>) : undefined
    const [min, max] = args.length > 1 ? (args as [number, number]) : [0, args[0] as number]
    const { random } = scope
    const drawn = min + Math.floor(random.nextFloat() * (max - min))
    random.drewInteger?.(drawn)
    return answer(drawn, callback)
  }
}

/** Node looks at how many arguments there are. */
function given(...args: readonly unknown[]): unknown[] {
  return args.filter((argument) => argument !== undefined)
}

function answer<T>(value: T, callback: Callback<T> | undefined): T | undefined {
  if (callback === undefined) return value
  process.nextTick(callback, null, value)
  return undefined
}

function fillRange(
  random: ScopedRandom,
  buffer: ArrayBufferView | ArrayBuffer,
  offset: number,
  size: number | undefined,
): void {
  random.fill(rangeOf(buffer, offset, size))
}

function rangeOf(
  buffer: ArrayBufferView | ArrayBuffer,
  offset: number,
  size: number | undefined,
): Uint8Array {
  return bytesOf(buffer).subarray(offset, size === undefined ? undefined : offset + size)
}

function bytesOf(buffer: ArrayBufferView | ArrayBuffer): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer)
}
