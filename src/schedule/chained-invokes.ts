import { parseJson } from "../text/values/parse-json.ts"
import { Bag } from "../text/values/canonical.ts"
import type { World } from "../world/world.ts"

/** A function that was invoked, as it sees it. */
interface SentInvoke {
  readonly function: string
  readonly tenant?: string
  readonly input: unknown
}

/**
 * What was sent to other functions, by the names of the operations; without a name, by that of the
 * function. Undefined if no function was invoked.
 */
export function chainedInvokes(world: World): Readonly<Record<string, Bag>> | undefined {
  const sent = new Map<string, SentInvoke[]>()
  for (const arn of world.service.executionArns()) {
    for (let index = 0; index < world.service.eventCount(arn); index++) {
      const { subject, fact } = world.service.eventRecord(arn, index) ?? {}
      if (fact?.eventType !== "ChainedInvokeStarted") continue
      const { functionName, tenantId, target } = fact
      const name = subject?.name ?? functionName
      const invoke: SentInvoke = {
        function: functionName,
        ...(tenantId !== undefined && { tenant: tenantId }),
        input: parseJson(target?.input),
      }
      sent.set(name, [...(sent.get(name) ?? []), invoke])
    }
  }
  if (sent.size === 0) return undefined
  return Object.fromEntries([...sent].map(([name, invokes]) => [name, new Bag(invokes)]))
}
