/**
 * What was opened or begun in this process while a run was active, and is not over: identities, where
 * `process.getActiveResourcesInfo()` has only numbers, in which one thing that ends hides another that
 * begins.
 */
interface OpenResource {
  readonly key: unknown
  readonly kind: string
  /** Counts up in the order of beginning. */
  readonly number: number
  readonly isOpen: () => boolean
  /** For people. */
  readonly describe: () => string
}

const resources = new Map<unknown, OpenResource>()
let newest = 0

interface ResourceDetails {
  /** Asked for what may rest for a while without being over. */
  readonly isOpen?: () => boolean
  readonly describe?: () => string
}

export function resourceOpened(
  key: unknown,
  kind: string,
  { isOpen = () => true, describe = () => kind }: ResourceDetails = {},
): void {
  newest++
  resources.set(key, { key, kind, number: newest, isOpen, describe })
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
  return openedSince(mark).map(({ kind }) => kind)
}

/** Something that was under way at some moment, and may be over when somebody asks. */
export interface WorkSeen {
  /** For people. */
  readonly text: string
  readonly isOpen: () => boolean
}

export function seenSince(mark: number): WorkSeen[] {
  return openedSince(mark).map((resource) => ({
    text: resource.describe(),
    isOpen: () => resources.get(resource.key) === resource && resource.isOpen(),
  }))
}

function openedSince(mark: number): OpenResource[] {
  const opened: OpenResource[] = []
  if (mark === newest) return opened
  for (const resource of resources.values()) {
    if (resource.number > mark && resource.isOpen()) opened.push(resource)
  }
  return opened
}
