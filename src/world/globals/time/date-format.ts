import { AccessorPatch, patch, type Patch } from "../patch/patch.ts"
import { currentScope } from "../patch/scope.ts"

type Format = Intl.DateTimeFormat["format"]
type FormatToParts = Intl.DateTimeFormat["formatToParts"]

/** A date format without a date formats the moment, which it does not ask `Date` for. */
export function dateFormatPatches(): (Patch | AccessorPatch)[] {
  const methods = Intl.DateTimeFormat.prototype
  const { get } = Object.getOwnPropertyDescriptor(methods, "format") as { get: () => Format }
  return [
    new AccessorPatch(methods, "format", function scopedFormat(this: Intl.DateTimeFormat): Format {
      const format = get.call(this)
      if (currentScope() === undefined) return format
      return (date) => format(date ?? currentScope()?.now)
    }),
    patch(methods, "formatToParts", (original: FormatToParts) => {
      return function formatToParts(this: Intl.DateTimeFormat, date?: Date | number) {
        return original.call(this, date ?? currentScope()?.now)
      }
    }),
  ]
}
