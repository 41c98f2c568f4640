import { activeResources } from "./active-resources.ts"
import { describeResourceKind } from "./handle-text.ts"
import { kindsOpenedSince, newestResource, seenSince, type WorkSeen } from "./open-resources.ts"

/**
 * Requests are always under way, while a handle (a socket, a server) may be open and idle.
 */
const REQUEST: RegExp = /Req|ConnectWrap|WriteWrap|ShutdownWrap/u

/** What a server writes to its clients. Who writes for somebody that waits has the handle open too. */
const WRITE: RegExp = /^(?:WriteWrap|ShutdownWrap)$/u

/**
 * Finds out whether real I/O is in flight, by what Node says keeps its event loop alive that did not
 * when the baseline was taken. It speaks of the whole process: I/O of somebody else may delay the
 * virtual clock, and never moves it.
 */
export class RealIo {
  readonly #baseline: Map<string, number> = new Map()
  /** The newest resource that counts as idle. */
  #mark: number

  constructor() {
    openStandardStreams()
    this.#mark = newestResource()
    this.rebase()
  }

  /**
   * The kinds of resources that are in flight, as Node names them; empty at rest.
   *
   * @param isServed whether this process also writes what answers others.
   */
  inFlight(isServed = false): string[] {
    const active = activeResources()
    // What was open and is gone must not hide what comes after it.
    for (const [kind, count] of this.#baseline) {
      this.#baseline.set(kind, Math.min(count, active.get(kind) ?? 0))
    }
    const extra: string[] = []
    for (const [kind, count] of active) {
      if (count > (this.#baseline.get(kind) ?? 0)) extra.push(kind)
    }
    const kinds = [...extra, ...kindsOpenedSince(this.#mark)]
    return isServed ? kinds.filter((kind) => !WRITE.test(kind)) : kinds
  }

  /** What is in flight: with its address or process where that is known. */
  seen(): WorkSeen[] {
    const known = seenSince(this.#mark)
    if (known.length > 0) return known
    return this.inFlight().map((kind) => ({
      text: describeResourceKind(kind),
      isOpen: () => activeResources().has(kind),
    }))
  }

  /** True if `kinds` has only open handles, which may be idle connections kept for later. */
  static mayBeIdle(kinds: readonly string[]): boolean {
    return !kinds.some((kind) => REQUEST.test(kind))
  }

  /** What is open now counts as idle from here on. */
  rebase(): void {
    this.#baseline.clear()
    for (const [kind, count] of activeResources()) this.#baseline.set(kind, count)
    this.#mark = newestResource()
  }
}

let standardStreamsAreOpen = false

/**
 * Node opens them when somebody asks for them first, and what they are connected to stays open: what a
 * run prints is no I/O of the run.
 */
function openStandardStreams(): void {
  if (standardStreamsAreOpen) return
  standardStreamsAreOpen = true
  for (const name of ["stdout", "stderr"] as const) {
    try {
      void process[name].writable
    } catch {
      // It is closed, or of a kind that Node does not know: then nothing is printed either.
    }
  }
}
