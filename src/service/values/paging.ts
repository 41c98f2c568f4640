import type { ServiceLimits } from "./limits.ts"

/** How many items a page holds: 0 asks for the default like no number at all (section 1.2). */
export function pageItemsOf(limits: ServiceLimits, maxItems: number | undefined): number {
  const asked = maxItems === undefined || maxItems === 0 ? limits.defaultPageItems : maxItems
  return Math.min(asked, limits.pageItems)
}
