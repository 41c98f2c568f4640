import { keepOriginal, originalOf } from "../../clock/original-of.ts"
import { patch, type Patch } from "../patch/patch.ts"
import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

/**
 * `Date` reads the virtual clock inside a run. Both constructors share one prototype, so that a date
 * made inside is an instance of the real `Date` and the other way round.
 */
export function datePatches(): Patch[] {
  const realDate = originalOf(Date)
  const scoped = scopedDate(realDate)
  return [
    patch(globalThis, "Date", () => scoped),
    patch(realDate.prototype, "constructor", () => scoped),
  ]
}

/** The clock itself: a copy of `Date.now` is virtual, and what a test puts there instead is honoured. */
export function clockWrappers(): Wrapper[] {
  const realDate = originalOf(Date)
  return [
    wrapper(realDate, "now", (original: () => number) => () => currentScope()?.now ?? original()),
  ]
}

function scopedDate(realDate: DateConstructor): DateConstructor {
  const scoped = function (this: unknown, ...args: unknown[]): string | Date {
    const scope = currentScope()
    if (new.target === undefined) {
      return scope === undefined ? realDate() : new realDate(scope.now).toString()
    }
    const isPlain = (new.target as unknown) === scoped
    const readsClock = args.length === 0 && scope !== undefined
    if (isPlain && readsClock) return new realDate(scope.now)
    if (isPlain && args.length === 1) return new realDate(args[0] as number)
    return Reflect.construct(
      realDate,
      readsClock ? [scope.now] : args,
      isPlain ? realDate : new.target,
    ) as Date
  }
  Object.setPrototypeOf(scoped, realDate)
  Object.defineProperties(scoped, {
    name: { value: "Date", configurable: true },
    length: { value: 7, configurable: true },
    prototype: { value: realDate.prototype, writable: false },
    now: {
      value: () => realDate.now(),
      writable: true,
      configurable: true,
    },
  })
  keepOriginal(scoped, realDate)
  return scoped as unknown as DateConstructor
}
