import type { WorldOptions } from "../world/world-options.ts"

/**
 * What one run of a search may take, so that none is endless. What a handler does after a fault, or in
 * another order, takes longer than its plain run, and not many times as long.
 */
export type RunLimits = Partial<
  Pick<
    WorldOptions,
    | "maxEvents"
    | "plainEvents"
    | "runBudgetMs"
    | "realIoTimeoutMs"
    | "handlerTimeoutMs"
    | "awaitedBodies"
  >
>
