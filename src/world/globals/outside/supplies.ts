import { shared, type Supply } from "../patch/shared.ts"

/*
 * A library that makes many ids draws many random bytes at once, keeps them, and takes one id after the
 * other from them: nanoid, uuid. The rest of one run serves the next, so that two runs with one seed have
 * other ids. Whether that is all in which they differ is tried: where every supply has the same bytes all
 * over, what is taken from it is the same, wherever the library stands in it.
 */

/** Fewer bytes at once are for one value. */
const LEAST_BYTES = 64
/** The supplies of a few libraries; whoever draws more at once keeps none of them. */
const MOST_SUPPLIES = 200

/** To be called with bytes that code has drawn, in runs and outside of them. */
export function bytesDrawn(bytes: Uint8Array, isInRun: boolean): void {
  if (bytes.byteLength < LEAST_BYTES) return
  const { refill } = shared()
  const known = knownSupply(bytes)
  // New memory may become a text that the library keeps, and that cannot get its own bytes back.
  if (known === undefined) return keepSupply(bytes)
  if (refill === undefined) return
  // A supply that was used up is one of those that have other bytes now.
  refill.own.set(known, Uint8Array.from(bytes))
  if (isInRun) bytes.fill(refill.byte)
}

/** Whether code of this process may have kept random bytes, also as something that was made of them. */
export function hadSupply(): boolean {
  return shared().hadSupply
}

function knownSupply({ buffer, byteOffset, byteLength }: Uint8Array): Supply | undefined {
  const { supplies } = shared()
  for (const supply of supplies) {
    const memory = supply.memory.deref()
    if (memory === undefined) supplies.delete(supply)
    else if (memory === buffer && supply.offset === byteOffset && supply.length === byteLength) {
      return supply
    }
  }
  return undefined
}

function keepSupply({ buffer, byteOffset, byteLength }: Uint8Array): void {
  const holder = shared()
  holder.hadSupply = true
  const { supplies } = holder
  const [oldest] = supplies
  if (oldest !== undefined && supplies.size >= MOST_SUPPLIES) supplies.delete(oldest)
  supplies.add({ memory: new WeakRef(buffer), offset: byteOffset, length: byteLength })
}

/** What each byte of all supplies is, run by run. */
const FILLS = [0, 0, 1, 2] as const

/** A run for each of {@link FILLS}. */
export type RunsOfSupplies<T> = readonly [T, T, T, T]

/**
 * Makes a run several times: twice with supplies whose bytes are all 0, then with 1 and with 2. What is
 * taken from a supply is the same in the first two, and, unless it is a choice between few, another in
 * each of the others. The supplies get their own bytes back.
 *
 * @returns undefined if there is no supply.
 */
export async function runsOfSupplies<T>(
  makeRun: () => Promise<T>,
): Promise<RunsOfSupplies<T> | undefined> {
  const own = new Map(
    [...shared().supplies].flatMap((supply) =>
      viewOf(supply).map((view) => [supply, Uint8Array.from(view)] as const),
    ),
  )
  if (own.size === 0) return undefined
  const runs: T[] = []
  try {
    for (const byte of FILLS) {
      shared().refill = { byte, own }
      for (const supply of own.keys()) for (const view of viewOf(supply)) view.fill(byte)
      runs.push(await makeRun())
    }
  } finally {
    shared().refill = undefined
    for (const [supply, bytes] of own) for (const view of viewOf(supply)) view.set(bytes)
  }
  return runs as unknown as RunsOfSupplies<T>
}

function viewOf({ memory, offset, length }: Supply): Uint8Array[] {
  const buffer = memory.deref()
  // Memory may be transferred, or shrink, in the meantime.
  if (buffer === undefined || buffer.byteLength < offset + length) return []
  return [new Uint8Array(buffer, offset, length)]
}
