import type { DurableService } from "../../service/durable-service.ts"
import type { FunctionTable } from "./function-table.ts"
import type { Containers } from "./containers.ts"
import type { EnvironmentVariables } from "./lambda-environment.ts"
import type { Invocation } from "./invocation.ts"
import type { InvocationLog } from "./invocation-log.ts"
import type { ScopeWorld } from "./virtual-scope.ts"

/** What an invocation, and the code that begins, serves and ends it, sees of its world. */
export interface InvocationWorld extends ScopeWorld {
  readonly service: DurableService
  readonly functions: FunctionTable
  readonly containers: Containers
  /** What the test has set in the environment of all functions. */
  readonly environment: EnvironmentVariables
  readonly invocations: Set<Invocation>
  readonly log: InvocationLog
  /** Invocations that have ended and that the service has not been told about. */
  readonly settled: Invocation[]
  /** Executions whose time-out nobody asked for. */
  readonly implicitTimeouts: ReadonlySet<string>
  readonly choiceSpace: { readonly faultsStruck: number } | undefined
  readonly options: {
    readonly checkpointLatencyMs: number
    readonly maxFailedInvocations: number
    readonly maxInvokeDepth: number
  }
  /** True once the SDK has entered a handler where the bodies of its steps can be seen and replaced. */
  seesBodies: boolean
  /** The service's state has changed: whoever watches it looks again. */
  serviceChanged(): void
  /** Ends the drive under way with `error`. */
  fail(error: unknown): void
}
