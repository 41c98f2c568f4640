import {
  type AttemptInfo,
  sharedInstrumentations,
} from "../world/invocation/instrumentation-registry.ts"

/**
 * The plugin through which the SDK (2.3 and newer) lets the runner see and replace the bodies of
 * steps. Outside of a run it does nothing.
 */
class StepBodyPlugin {
  onInvocationStart(): void {
    for (const instrumentation of sharedInstrumentations()) {
      if (instrumentation.invocationStarted()) return
    }
  }

  wrapOperationAttemptFn(attempt: AttemptInfo, body: () => unknown): unknown {
    for (const instrumentation of sharedInstrumentations()) {
      const ran = instrumentation.runBody(attempt, body)
      if (ran !== undefined) return ran.result
    }
    return body()
  }
}

/** The export that the SDK looks for in a module named by `DURABLE_EXECUTION_PLUGINS`. */
export const durableExecutionPluginProvider: {
  readonly pluginApiVersion: 1
  readonly pluginType: new () => object
  readonly createPlugin: () => object
} = {
  pluginApiVersion: 1,
  pluginType: StepBodyPlugin,
  createPlugin: () => new StepBodyPlugin(),
}
