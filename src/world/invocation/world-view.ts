import type { DurableService } from "../../service/durable-service.ts"
import type { HeldAnswers } from "../events/held-answers.ts"
import type { Instant } from "../../service/values/instant.ts"
import type { FunctionTable } from "./function-table.ts"
import type { Containers } from "./containers.ts"
import type { EnvironmentVariables } from "./lambda-environment.ts"
import type { Invocation } from "./invocation.ts"
import type { InvocationLog } from "./invocation-log.ts"
import type { LogBook } from "../logs/log-book.ts"
import type { ScopeWorld } from "./virtual-scope.ts"

/** An execution that was suspended is invoked. */
export interface Wake {
  readonly executionArn: string
  readonly at: Instant
  /** How many events its history had. */
  readonly eventCount: number
}

/** What an invocation, and the code that begins, serves and ends it, sees of its world. */
export interface InvocationWorld extends ScopeWorld {
  readonly service: DurableService
  readonly functions: FunctionTable
  readonly containers: Containers
  /** What the test has set in the environment of all functions. */
  readonly environment: EnvironmentVariables
  readonly invocations: Set<Invocation>
  readonly log: InvocationLog
  readonly logs: LogBook
  /** Invocations that have ended and that the service has not been told about. */
  readonly settled: Invocation[]
  /** That of a world that others reach while it goes on; a run of a test has none. */
  readonly pace: object | undefined
  /** Executions whose time-out nobody asked for. */
  readonly implicitTimeouts: ReadonlySet<string>
  readonly choiceSpace: { readonly faultsStruck: number } | undefined
  /** The bodies that fail for good from now on, by {@link failingKeyOf}. */
  readonly failingBodies: Set<string>
  /** Where executions were invoked though nothing had happened. */
  readonly wakes: Wake[]
  /** The answers that wait for submitters to return. */
  readonly heldAnswers: HeldAnswers
  /** Executions that a schedule has begun beside that of the test. */
  readonly neighbours: Set<string>
  /** Whether these have containers of their own. */
  readonly keepsNeighboursApart: boolean
  readonly options: {
    readonly checkpointLatencyMs: number
    readonly maxFailedInvocations: number
    readonly maxInvokeDepth: number
    readonly realIoTimeoutMs: number
    readonly printsLogs: boolean
    readonly holdsOpen?: boolean | undefined
    readonly handlerTimeoutMs: number
    readonly awaitedBodies?: ReadonlySet<string> | undefined
  }
  /** Whether the code that runs now was woken by the end of real work. */
  readonly isAwokenByRealWork: boolean
  /** True once the SDK has entered a handler where the bodies of its steps can be seen and replaced. */
  seesBodies: boolean
  /** The service's state has changed: whoever watches it looks again. */
  serviceChanged(): void
  /** Lets nothing happen before `work` has settled; its rejection ends the drive under way. */
  waitFor(work: Promise<void>): void
  /** Ends the drive under way with `error`. */
  fail(error: unknown): void
}
