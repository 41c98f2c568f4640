import {
  type DurableExecutionHandler,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"

const PLUGINS = "DURABLE_EXECUTION_PLUGINS"

/** Wraps a handler as if `durable-test-runner/register` had not been imported. */
export function wrapWithoutPlugin<Event, Result>(
  handler: DurableExecutionHandler<Event, Result>,
): DurableLambdaHandler {
  const plugins = process.env[PLUGINS]
  Reflect.deleteProperty(process.env, PLUGINS)
  try {
    return withDurableExecution(handler)
  } finally {
    if (plugins !== undefined) process.env[PLUGINS] = plugins
  }
}
