import { currentScope } from "../../world/globals/patch/scope.ts"
import { VirtualScope } from "../../world/invocation/virtual-scope.ts"

/**
 * Marks something that an exploration should see at least once, such as a rare branch of a handler or of a
 * fake. The verdict lists the marks that no run reached. Outside of an exploration it does nothing.
 *
 * @example
 * ```ts
 * sometimes("the refund is retried", attempt > 1)
 * ```
 * @param name the name of the mark in the verdict. Calls with the same name are the same mark.
 * @param condition whether it happens now. Default true. A mark whose condition is always false is listed as
 *   never seen.
 */
export function sometimes(name: string, condition = true): void {
  const scope = currentScope()
  if (scope instanceof VirtualScope) scope.world?.observers.marked(name, condition)
}
