import type { Chooser } from "durable-test-runner/explore"

/** The orders in which a test lets things happen that are due at the same instant. */
export const ORDERS: readonly (readonly [title: string, chooser: Chooser])[] = [
  ["the oldest event first", { choose: () => 0 }],
  ["the newest event first", { choose: (enabled) => enabled.length - 1 }],
]
