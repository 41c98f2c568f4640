/** What is known of a handler whose code runs in a process of its own, where nobody sees it. */
export interface RemoteHandler {
  /** What starts the process, for people. */
  readonly command: string
  /** Whether the clock of the process shows the virtual time. */
  readonly hasVirtualClock: boolean
  /** Whether each container has a process of its own. */
  readonly startsAfresh: boolean
}

const known: WeakMap<object, RemoteHandler> = new WeakMap()

export function markRemote(handler: object, remote: RemoteHandler): void {
  known.set(handler, remote)
}

/** Undefined for a handler whose code runs here. */
export function remoteHandlerOf(handler: object): RemoteHandler | undefined {
  return known.get(handler)
}
