import type { Instants } from "./instants.ts"
import type { Segment, SegmentKind } from "./report-model.ts"

/** What an operation did between two instants. */
export interface Stretch {
  readonly kind: SegmentKind
  readonly from: Date
  /** Undefined while it goes on. */
  readonly to: Date | undefined
  readonly note: string
  /** Whether what happens at its last instant belongs to it. */
  readonly hasEnd?: boolean
}

/**
 * Gives stretches their place, one after another. A column stands for the time from its instant to the next
 * one, so a stretch ends where the column of its end begins. What takes no time has the column to itself,
 * or shares it with what begins there too:
 *
 *     column  +0s           | +3s          | +10s
 *             failed waiting waiting waiting
 *             an attempt fails at once, and the next one comes after 10 s
 */
export function layOut(stretches: readonly Stretch[], instants: Instants): readonly Segment[] {
  const columns = stretches.map(({ from }) => instants.columnOf(from))
  const shares = Map.groupBy(columns, (column) => column)
  const taken = new Map<number, number>()
  const segments: Segment[] = []
  let free = 0
  for (const [index, { kind, to, note, hasEnd }] of stretches.entries()) {
    const column = columns[index] ?? 0
    const share = shares.get(column)?.length ?? 1
    const before = taken.get(column) ?? 0
    taken.set(column, before + 1)
    const start = Math.max(free, column + before / share)
    const last = to === undefined ? instants.list.length : instants.columnOf(to)
    const end =
      last > column
        ? last + (hasEnd === true && to !== undefined ? 1 : 0)
        : column + (before + 1) / share
    if (end <= start && kind !== "failed") continue
    const until = Math.max(end, start + 1 / share)
    segments.push({ kind, from: start, to: until, isOpen: to === undefined, note })
    free = until
  }
  return segments
}
