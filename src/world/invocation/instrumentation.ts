import { currentScope } from "../globals/patch/scope.ts"
import {
  type AttemptInfo,
  type Instrumentation,
  sharedInstrumentations,
} from "./instrumentation-registry.ts"
import { Invocation } from "./invocation.ts"

/** Makes this copy of the package known to the plugin. Calling it again changes nothing. */
export function shareInstrumentation(): void {
  sharedInstrumentations().add(instrumentation)
}

/** The SDK may have loaded the plugin from two copies of the package: the second is told nothing new. */
const intercepted = new WeakSet<AttemptInfo>()

const instrumentation: Instrumentation = {
  invocationStarted() {
    const scope = currentScope()
    if (!(scope instanceof Invocation) || scope.world === undefined) return false
    scope.world.isInstrumented = true
    return true
  },
  runBody(attempt, body) {
    const scope = currentScope()
    if (!(scope instanceof Invocation) || scope.world === undefined) return undefined
    const { observers } = scope.world
    if (!observers.interceptBodies || intercepted.has(attempt)) return { result: body() }
    intercepted.add(attempt)
    return { result: observers.interceptBody(scope, attempt, body) }
  },
}
