import type { OperationStore } from "../globals/patch/probe.ts"
import { currentScope } from "../globals/patch/scope.ts"
import { Invocation } from "../invocation/invocation.ts"
import { restartInvocation } from "../invocation/invoking.ts"
import { hashOperationPath } from "../events/operation-path.ts"
import type { World } from "../world.ts"

/**
 * Lets handlers start over after every checkpoint, unless the body of a step is under way: starting
 * over would run it a second time, which a test of the plain course of things does not expect.
 */
export function replayAlways(world: World): void {
  const openBodies = new WeakMap<Invocation, Set<string>>()
  world.probe = {
    runBody(store: OperationStore, body: () => unknown) {
      const scope = currentScope()
      if (scope instanceof Invocation) bodiesOf(scope).add(hashOperationPath(store.contextId))
      return body()
    },
  }
  world.hook({
    onCheckpoint(invocation, request, { CheckpointToken }) {
      const { Updates = [] } = request as { Updates?: { Id?: string; Action?: string }[] }
      const bodies = bodiesOf(invocation)
      for (const { Id = "", Action } of Updates) if (Action !== "START") bodies.delete(Id)
      if (CheckpointToken === undefined || Updates.length === 0 || bodies.size > 0) return
      if (isQuiet(world, invocation)) restartInvocation(world, invocation, CheckpointToken)
    },
  })

  /** Steps whose bodies have begun and whose outcome is not recorded. */
  function bodiesOf(invocation: Invocation): Set<string> {
    const bodies = openBodies.get(invocation) ?? new Set()
    openBodies.set(invocation, bodies)
    return bodies
  }
}

function isQuiet({ service }: World, { identity, frozen }: Invocation): boolean {
  const arn = identity.durableExecutionArn
  if (arn === undefined || frozen || service.isClosed(arn)) return false
  return service.startedStepCount(arn) === 0
}
