import type { DurableContextInside } from "../globals/patch/durable-contexts.ts"
import type { OperationCall, OperationWatch } from "../globals/patch/durable-operations.ts"
import type { LoggedLine } from "../globals/patch/logged-line.ts"
import type { OperationStorage } from "../globals/patch/probe.ts"
import { hashOperationPath } from "../events/operation-path.ts"
import { OpenOperations } from "../logs/awaited-operations.ts"
import { CallSites } from "../logs/call-sites.ts"
import { CodeInside, type RunningCode } from "../logs/code-inside.ts"
import type { InvocationIdentity } from "./invocation.ts"
import { VirtualScope } from "./virtual-scope.ts"
import type { InvocationWorld } from "./world-view.ts"

const UNSEEN: RunningCode = { operationId: undefined, attempt: undefined, isReplay: undefined }

/** The part of an invocation that keeps what its code logs, and in which contexts it is. */
export abstract class LoggingScope extends VirtualScope {
  readonly printsLogs: boolean
  readonly #code: CodeInside = new CodeInside()
  #openOperations: OpenOperations | undefined
  #callSites: CallSites | undefined

  constructor(world: InvocationWorld) {
    super(world)
    this.printsLogs = world.options.printsLogs
  }

  /** The ids of contexts that were recorded before, and whose functions run again. */
  readonly openContexts: Set<string> = new Set()

  abstract readonly identity: InvocationIdentity

  override get world(): InvocationWorld | undefined {
    return super.world as InvocationWorld | undefined
  }

  /** Lets nothing happen before `work` has settled; its rejection ends the run. */
  pauseFor(work: Promise<void>): void {
    this.world?.waitFor(work)
  }

  contextCreated(context: DurableContextInside): void {
    if (!this.frozen) this.#code.contextCreated(context)
  }

  contextEntered(storage: OperationStorage): void {
    this.#code.contextEntered(storage)
  }

  contextOpened(contextId: string): ((hasThrown: boolean) => void) | undefined {
    const { durableExecutionArn } = this.identity
    if (this.world === undefined || durableExecutionArn === undefined) return undefined
    // The SDK itself has its handler race.
    if (contextId === "root") this.world.log.awaitedIn(durableExecutionArn).combinators--
    const id = hashOperationPath(contextId)
    if (this.world.service.isRecorded(durableExecutionArn, id)) this.openContexts.add(id)
    return (hasThrown) => {
      this.openContexts.delete(id)
      if (!hasThrown && !this.frozen) this.#openOperations?.returned(contextId)
    }
  }

  override freeze(): void {
    if (!this.frozen) this.#openOperations?.suspended()
    super.freeze()
  }

  operationCalled(call: OperationCall): void {
    if (!this.frozen) this.world?.circling?.operationCalled(call)
  }

  operationBegun(
    call: OperationCall,
    contextPath: string,
    number: number,
  ): OperationWatch | undefined {
    const { durableExecutionArn, functionName } = this.identity
    const { world } = this
    if (world === undefined || durableExecutionArn === undefined) return undefined
    if (this.#openOperations === undefined) {
      const awaited = world.log.awaitedIn(durableExecutionArn)
      this.#openOperations = new OpenOperations(awaited)
      // An exploration makes thousands of runs, and tells of an operation by its name.
      if (world.choiceSpace === undefined) {
        awaited.sites ??= CallSites.of(world.functions.get(functionName)?.handler ?? world)
      }
      this.#callSites = awaited.sites
    }
    const watch = this.#openOperations.begun(call, contextPath, number)
    if (watch !== undefined) this.#callSites?.see(call, contextPath, number)
    return watch
  }

  combined(): void {
    const { durableExecutionArn } = this.identity
    if (durableExecutionArn === undefined) return
    const awaited = this.world?.log.awaitedIn(durableExecutionArn)
    if (awaited !== undefined) awaited.combinators++
  }

  /** What an invocation writes that is over, nobody reads on AWS. */
  logged(line: LoggedLine): boolean {
    if (this.world !== undefined && !this.frozen) {
      this.#keep(this.world, line, (isRecorded) => this.#code.running(isRecorded))
    }
    return this.printsLogs
  }

  /** The same for a line of another process, whose code cannot be seen. */
  loggedByProcess(line: LoggedLine): boolean {
    if (this.world !== undefined && !this.frozen) this.#keep(this.world, line, () => UNSEEN)
    return this.printsLogs
  }

  #keep(
    { service, logs, clock }: InvocationWorld,
    line: LoggedLine,
    running: (isRecorded: (id: string) => boolean) => RunningCode,
  ): void {
    const { durableExecutionArn, caller, functionName, requestId } = this.identity
    const executionArn = durableExecutionArn ?? caller?.executionArn
    const isRecorded = (id: string): boolean =>
      durableExecutionArn !== undefined && service.isRecorded(durableExecutionArn, id)
    const { operationId, attempt, isReplay } = running(isRecorded)
    logs.records.push({
      ...line,
      executionArn,
      functionName,
      requestId: durableExecutionArn === undefined ? undefined : requestId,
      operationId: caller?.operationId ?? operationId ?? line.operationId,
      attempt: attempt ?? line.attempt,
      isReplay,
      at: clock.now,
      eventCount: executionArn === undefined ? 0 : service.eventCount(executionArn),
    })
  }
}
