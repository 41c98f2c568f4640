/**
 * What was opened or begun in this process while a run was active, and is not over: identities, where
 * `process.getActiveResourcesInfo()` has only numbers, in which one thing that ends hides another that
 * begins.
 */
interface OpenResource {
  readonly kind: string
  /** Counts up in the order of beginning. */
  readonly number: number
  readonly isOpen: () => boolean
}

const resources = new Map<unknown, OpenResource>()
let newest = 0

/** @param isOpen asked for what may rest for a while without being over. */
export function resourceOpened(key: unknown, kind: string, isOpen = (): boolean => true): void {
  newest++
  resources.set(key, { kind, number: newest, isOpen })
}

export function resourceClosed(key: unknown): void {
  resources.delete(key)
}

export function forgetOpenResources(): void {
  resources.clear()
}

/** The present moment, for {@link kindsOpenedSince}. */
export function newestResource(): number {
  return newest
}

export function kindsOpenedSince(mark: number): string[] {
  const kinds: string[] = []
  for (const { kind, number, isOpen } of resources.values()) {
    if (number > mark && isOpen()) kinds.push(kind)
  }
  return kinds
}
