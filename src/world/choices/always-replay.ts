import type { CheckpointDurableExecutionResponse } from "@aws-sdk/client-lambda"
import type { OperationStore } from "../globals/patch/probe.ts"
import { currentScope } from "../globals/patch/scope.ts"
import { Invocation } from "../invocation/invocation.ts"
import { restartInvocation } from "../driving/invoking.ts"
import { hashOperationPath } from "../events/operation-path.ts"
import type { WorldObserver } from "../invocation/world-observer.ts"
import type { InvocationWorld } from "../invocation/world-view.ts"

/**
 * Lets handlers start over after every checkpoint, unless the body of a step is under way: starting
 * over would run it a second time, which a test of the plain course of things does not expect.
 */
export function replayAlways(world: InvocationWorld): void {
  world.observers.add(new AlwaysReplay(world))
}

class AlwaysReplay implements WorldObserver {
  readonly #world: InvocationWorld
  /** Steps whose bodies have begun and whose outcome is not recorded. */
  readonly #openBodies: WeakMap<Invocation, Set<string>> = new WeakMap()

  constructor(world: InvocationWorld) {
    this.#world = world
  }

  runBody(store: OperationStore, body: () => unknown): unknown {
    const scope = currentScope()
    if (scope instanceof Invocation) {
      this.#bodiesOf(scope).add(hashOperationPath(store.contextId))
    }
    return body()
  }

  checkpointed(
    invocation: Invocation,
    request: object,
    { CheckpointToken }: CheckpointDurableExecutionResponse,
  ): void {
    const { Updates = [] } = request as { Updates?: { Id?: string; Action?: string }[] }
    const bodies = this.#bodiesOf(invocation)
    for (const { Id = "", Action } of Updates) if (Action !== "START") bodies.delete(Id)
    if (CheckpointToken === undefined || Updates.length === 0 || bodies.size > 0) return
    if (this.#isQuiet(invocation)) restartInvocation(this.#world, invocation, CheckpointToken)
  }

  #bodiesOf(invocation: Invocation): Set<string> {
    const bodies = this.#openBodies.get(invocation) ?? new Set()
    this.#openBodies.set(invocation, bodies)
    return bodies
  }

  #isQuiet({ identity, frozen }: Invocation): boolean {
    const { service } = this.#world
    const arn = identity.durableExecutionArn
    if (arn === undefined || frozen || service.isClosed(arn)) return false
    return service.startedStepCount(arn) === 0
  }
}
