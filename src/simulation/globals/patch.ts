/**
 * One property that is replaced while a run is active. `create` gets the original value, so that a
 * replacement can fall through to whatever was there, and to nothing else.
 */
export type Patch =
  | {
      readonly target: object
      readonly key: PropertyKey
      readonly create: (original: never) => unknown
    }
  | {
      readonly target: object
      readonly key: PropertyKey
      readonly accessor: { readonly get: () => unknown }
    }

export interface InstalledPatch {
  readonly target: object
  readonly key: PropertyKey
  readonly original: PropertyDescriptor | undefined
  readonly replacement: PropertyDescriptor
}

export function patch<Original>(
  target: object,
  key: PropertyKey,
  create: (original: Original) => unknown,
): Patch {
  return { target, key, create: create as (original: never) => unknown }
}

export function install(replaced: Patch): InstalledPatch {
  const { target, key } = replaced
  const original = Object.getOwnPropertyDescriptor(target, key)
  const common = { configurable: true, enumerable: original?.enumerable ?? false }
  const replacement: PropertyDescriptor =
    "accessor" in replaced
      ? { ...common, get: replaced.accessor.get }
      : { ...common, writable: true, value: replaced.create(Reflect.get(target, key) as never) }
  Object.defineProperty(target, key, replacement)
  return { target, key, original, replacement }
}

/**
 * Puts the original back, unless somebody else has replaced the property since: then it is theirs,
 * and what they restore later is a function that falls through to the original.
 */
export function uninstall({ target, key, original, replacement }: InstalledPatch): void {
  const current = Object.getOwnPropertyDescriptor(target, key)
  if (current?.value !== replacement.value || current?.get !== replacement.get) return
  if (original === undefined) Reflect.deleteProperty(target, key)
  else Object.defineProperty(target, key, original)
}
