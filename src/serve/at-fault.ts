import type { Invocation } from "../world/invocation/invocation.ts"
import type { World } from "../world/world.ts"

/** What an error of a world is about. */
interface AtFault {
  readonly executionArns: readonly string[]
  readonly invocations: readonly Invocation[]
}

/** The invocation that the error names; where it names none, all that are under way or about to begin. */
export function invocationsAtFault(world: World, error: unknown): AtFault {
  const requestId: unknown = Reflect.get(Object(error) as object, "requestId")
  const invocations = [...world.invocations].filter(
    ({ identity }) => requestId === undefined || identity.requestId === requestId,
  )
  const recorded = world.log.records.findLast((record) => record.requestId === requestId)
  const arns = [
    ...invocations.map(({ identity }) => identity.durableExecutionArn),
    recorded?.durableExecutionArn,
    ...(requestId === undefined ? pendingArns(world) : []),
  ]
  const executionArns = [...new Set(arns.filter((arn) => arn !== undefined))]
  return { executionArns, invocations }
}

function pendingArns({ service }: World): string[] {
  return service
    .pendingInvocations()
    .flatMap((pending) => (pending.kind === "durable" ? [pending.durableExecutionArn] : []))
}
