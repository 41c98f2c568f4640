import { currentScope } from "../../world/globals/patch/scope.ts"
import { VirtualScope } from "../../world/invocation/virtual-scope.ts"

/**
 * Coverage something that an exploration ought to see at least once, such as a rare branch of a handler
 * or of a fake: a verdict names the marks that were never reached. Outside of an exploration it does
 * nothing.
 *
 * @example
 * ```ts
 * sometimes("the refund is retried", attempt > 1)
 * ```
 * @param name the same for the same thing; it is what the verdict says.
 * @param condition whether it happens now. Default true. One that is only ever false counts as known,
 *   and as never seen.
 */
export function sometimes(name: string, condition = true): void {
  const scope = currentScope()
  if (scope instanceof VirtualScope) scope.world?.observers.marked(name, condition)
}
