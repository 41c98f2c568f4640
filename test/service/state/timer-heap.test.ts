import * as fc from "fast-check"
import { expect, test } from "vitest"
import type { ExecutionState } from "../../../src/service/state/execution-state.ts"
import { TimerHeap } from "../../../src/service/state/timer-heap.ts"
import { compareTimers, createTimer, type Timer } from "../../../src/service/state/timer.ts"

function timer(due: number, sequence: number): Timer {
  return createTimer({ sequence } as ExecutionState, due, { kind: "execution-timeout" })
}

test("the heap is a sorted list that one can add to and remove from anywhere", () => {
  const command = fc.oneof(
    { weight: 5, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 1_000 }) }) },
    { weight: 3, arbitrary: fc.record({ remove: fc.nat() }) },
    fc.constant("pop" as const),
  )
  fc.assert(
    fc.property(fc.array(command, { maxLength: 120, size: "max" }), (commands) => {
      const heap = new TimerHeap()
      let model: Timer[] = []
      let sequence = 0
      for (const change of commands) {
        if (change === "pop") {
          const { earliest } = heap
          if (earliest !== undefined) heap.remove(earliest)
          model = model.slice(1)
        } else if ("add" in change) {
          const added = timer(change.add, sequence++)
          heap.add(added)
          model = [...model, added].toSorted(compareTimers)
        } else {
          const removed = model[change.remove % Math.max(model.length, 1)]
          if (removed !== undefined) {
            heap.remove(removed)
            heap.remove(removed)
          }
          model = model.filter((other) => other !== removed)
        }
        expect(heap.earliest).toBe(model[0])
        expect(heap.dueBy(500)).toEqual(model.filter(({ due }) => due <= 500))
      }
    }),
  )
})
