import type { ScheduleFreedom } from "./schedule.ts"

/**
 * How a run chooses when nothing is prescribed any more. It is data, so that a run can be made in
 * another thread.
 */
export type PolicySpec =
  /** The oldest event, no fault. */
  | { readonly kind: "oldest-first" }
  /** The newest event, no fault. */
  | { readonly kind: "newest-first" }
  /** The newest of the bodies that are done; else the oldest event. */
  | { readonly kind: "newest-body-first" }
  /** As `order` says, and a crash as soon as something is recorded. */
  | { readonly kind: "always-replay"; readonly order: "oldest-first" | "newest-first" }
  /** Events in the order of `labels`, as far as they are enabled, and no fault. */
  | { readonly kind: "in-order"; readonly labels: readonly string[] }
  /** Any option with the same probability, faults by their weights. */
  | { readonly kind: "uniform"; readonly seed: number; readonly faultRate: number }
  /** Uniform over interleavings, estimated from how many events each chain has. */
  | {
      readonly kind: "weighted-walk"
      readonly seed: number
      readonly faultRate: number
      readonly chainLengths: Readonly<Record<string, number>>
    }
  /** Chains by random priorities that change at `depth - 1` random events. */
  | {
      readonly kind: "priorities"
      readonly seed: number
      readonly faultRate: number
      readonly depth: number
      readonly length: number
    }
  /** One chain waits as long as another can go on. */
  | { readonly kind: "starve"; readonly seed: number; readonly faultRate: number }

/** One run of a scenario, as data. */
export interface RunPlan {
  readonly freedom: ScheduleFreedom
  readonly prefix: readonly number[]
  readonly policy: PolicySpec
  /** Whether the run says which kinds of options there were at each decision. */
  readonly wantsKinds?: boolean
}
