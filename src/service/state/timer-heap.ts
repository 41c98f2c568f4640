import type { Instant } from "../values/instant.ts"
import { compareTimers, type Timer } from "./timer.ts"

/**
 * All armed timers of a service, earliest first: a binary heap in which every timer knows its place.
 * So a timer that is dropped (a heartbeat came, an execution closed) leaves at once in O(log n),
 * and the earliest one is always a live one.
 */
export class TimerHeap {
  readonly #timers: Timer[] = []

  get earliest(): Timer | undefined {
    return this.#timers[0]
  }

  add(timer: Timer): void {
    this.#timers.push(timer)
    this.#rise(timer, this.#timers.length - 1)
  }

  /** Does nothing if the timer is not armed. */
  remove(timer: Timer): void {
    const index = timer.heapIndex
    if (index < 0) return
    timer.heapIndex = -1
    const last = this.#timers.pop()
    if (last === undefined || last === timer) return
    this.#rise(last, index)
    this.#sink(last, last.heapIndex)
  }

  /** Timers due by then, in firing order. Visits those and their neighbours only. */
  dueBy(instant: Instant): Timer[] {
    const due: Timer[] = []
    this.#collect(0, instant, due)
    return due.toSorted(compareTimers)
  }

  #collect(index: number, instant: Instant, due: Timer[]): void {
    const timer = this.#timers[index]
    if (timer === undefined || timer.due > instant) return
    due.push(timer)
    this.#collect(2 * index + 1, instant, due)
    this.#collect(2 * index + 2, instant, due)
  }

  #rise(timer: Timer, start: number): void {
    let index = start
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#timers[parentIndex]
      if (parent === undefined || compareTimers(parent, timer) <= 0) break
      this.#place(parent, index)
      index = parentIndex
    }
    this.#place(timer, index)
  }

  #sink(timer: Timer, start: number): void {
    let index = start
    for (;;) {
      let childIndex = 2 * index + 1
      let child = this.#timers[childIndex]
      if (child === undefined) break
      const right = this.#timers[childIndex + 1]
      if (right !== undefined && compareTimers(right, child) < 0) {
        child = right
        childIndex++
      }
      if (compareTimers(timer, child) <= 0) break
      this.#place(child, index)
      index = childIndex
    }
    this.#place(timer, index)
  }

  #place(timer: Timer, index: number): void {
    this.#timers[index] = timer
    timer.heapIndex = index
  }
}
