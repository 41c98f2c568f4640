import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { Instant } from "../../service/values/instant.ts"
import type { InvocationOutcome } from "../../service/values/invocation-outcome.ts"
import { callPlainHandler } from "./callback-handler.ts"
import { dropTimers, KeptTimers } from "./kept-timers.ts"
import { EventCopiedError } from "./invocation-event.ts"
import {
  ADVICE_ON_LEFT_WORK,
  errorObjectOf,
  exitError,
  ProcessExit,
  timeoutError,
  unhandledRejectionError,
} from "./invocation-errors.ts"
import { tellLeftBehind } from "../globals/outside/left-behind.ts"
import { type CrashKind, runInScope } from "../globals/patch/scope.ts"
import { type EnvironmentVariables, lambdaEnvironment, LogStream } from "./lambda-environment.ts"
import type { ScopedEnvironment } from "../globals/patch/environment.ts"
import type { OperationStorage, OperationStore } from "../globals/patch/probe.ts"
import { LoggingScope } from "./logging-scope.ts"
import type { InvocationWorld } from "./world-view.ts"

export type LambdaHandler = (event: never, context: never, ...callback: never[]) => unknown

export interface InvocationIdentity {
  readonly requestId: string
  readonly functionName: string
  readonly version: string
  readonly functionArn: string
  /** Of a tenant-isolated function. */
  readonly tenantId?: string
  /** Absent for the invocation of a plain function. */
  readonly durableExecutionArn?: string
  /** The chained invoke that a plain function answers. */
  readonly plainInvocationId?: string
  /** Whose that is. */
  readonly caller?: { readonly executionArn: string; readonly operationId: string }
}

/** An error as the code of an invocation has thrown it. */
export interface ThrownError {
  /** The path of the operation, such as `1-2`; `root` is the handler itself. */
  readonly path: string
  readonly attempt: number | undefined
  readonly thrown: unknown
}

/** One run of a function's handler. */
export class Invocation extends LoggingScope {
  readonly identity: InvocationIdentity
  readonly invokedAt: Instant
  readonly deadline: Instant
  readonly #timeoutMs: number
  readonly #variables: EnvironmentVariables
  /** The error as it was thrown, for the people who read the test's output. */
  thrown: unknown
  /** The service has begun another invocation in its place, and nobody waits for this one. */
  isGivenUp = false
  /** Whether the SDK has asked the event for the client of the simulated service. */
  clientIsTaken = false
  /** What the service answered its last request with, if that was an error. */
  rejection: unknown
  /** The size of the execution's result, if that is what the service refused. */
  refusedResultBytes: number | undefined
  readonly keptTimers: KeptTimers = new KeptTimers()
  /** The virtual timers, by their delays, that were set when it ended: they never fire. */
  droppedTimers: readonly number[] = []
  /** The bodies of steps and conditions that run. The service learns of them with the next checkpoint. */
  readonly openBodies: Set<OperationStore> = new Set()
  /** What the handler and the bodies have thrown, in order. */
  thrownErrors: ThrownError[] = []
  /** With what failed, after it had returned, that it had begun and did not await. */
  leftBehind: unknown[] = []
  /** Answers it has not got, which arrive when the next invocation is at work. */
  readonly #heldReplies: (() => void)[] = []
  #isCutOff = false
  #whenIdle: (() => void) | undefined
  #outcome: InvocationOutcome | undefined

  /** @param deadline that of an invocation which this one goes on with. */
  constructor(
    world: InvocationWorld,
    identity: InvocationIdentity,
    timeoutMs: number,
    deadline: Instant = world.clock.now + timeoutMs,
  ) {
    super(world)
    this.identity = identity
    this.invokedAt = world.clock.now
    this.deadline = deadline
    this.#timeoutMs = timeoutMs
    this.#variables = world.environment
    const { functionName, requestId, version } = identity
    const createStream = (): LogStream => new LogStream(requestId, version, this.invokedAt)
    this.logStream = world.containers.logStreamOf(functionName, createStream)
  }

  readonly logStream: LogStream
  #environment: ScopedEnvironment | undefined

  override get environment(): ScopedEnvironment {
    const { identity, invokedAt, logStream } = this
    this.#environment ??= lambdaEnvironment({ ...identity, invokedAt, logStream }, this.#variables)
    return this.#environment
  }

  get outcome(): InvocationOutcome | undefined {
    return this.#outcome
  }

  /** Nothing reaches it any more, so that it runs into its time-out. */
  get isCutOff(): boolean {
    return this.#isCutOff
  }

  get remainingMs(): number {
    return this.deadline - this.now
  }

  /** Calls the handler. Whatever it does, this neither throws nor leaves a rejection unhandled. */
  start(handler: LambdaHandler, event: unknown, context: unknown): void {
    runInScope(this, () => {
      void this.#call(handler, event, context).then(
        (output) => this.#settle({ kind: "returned", output }),
        (error: unknown) => this.#fail(error),
      )
    })
  }

  async #call(handler: LambdaHandler, event: unknown, context: unknown): Promise<unknown> {
    if (this.identity.durableExecutionArn === undefined) {
      return callPlainHandler(handler, event, context, this)
    }
    return handler(event as never, context as never)
  }

  /** @param act what is done once nothing is left to happen in this invocation. */
  whenIdle(act: () => void): void {
    this.#whenIdle = act
  }

  get waitsToBeIdle(): boolean {
    return this.#whenIdle !== undefined
  }

  becameIdle(): void {
    const act = this.#whenIdle
    this.#whenIdle = undefined
    if (act !== undefined) runInScope(this, act)
  }

  /** Neither the service nor the body of a step answers it any more. */
  cutOff(): void {
    this.#isCutOff = true
    this.world?.queue.removeIf(
      ({ owner, kind }) => owner === this && (kind === "reply" || kind === "settle"),
    )
  }

  holdReply(arrive: () => void): void {
    this.#heldReplies.push(arrive)
  }

  /** The next invocation of its execution is at work. */
  hasSuccessor(): void {
    for (const arrive of this.#heldReplies.splice(0)) if (!this.frozen) arrive()
  }

  bodyStarted(body: OperationStore): () => void {
    this.openBodies.add(body)
    this.world?.heldAnswers.bodyStarted(this.identity.durableExecutionArn, body.contextId)
    return () => void this.openBodies.delete(body)
  }

  threw(path: string, attempt: number | undefined, thrown: unknown): void {
    if (!this.frozen) this.thrownErrors.push({ path, attempt, thrown })
  }

  /** @throws {EventCopiedError} if the SDK does not have the client of the invocation. */
  override contextEntered(storage: OperationStorage): void {
    if (this.world === undefined) return
    super.contextEntered(storage)
    this.world.seesBodies = true
    if (this.clientIsTaken || this.identity.durableExecutionArn === undefined) return
    const error = new EventCopiedError(this.identity.functionName)
    this.fail(error)
    throw error
  }

  fail(error: Error): void {
    this.world?.fail(error)
  }

  realTimerSet(timer: object): void {
    this.keptTimers.add(timer)
  }

  override freeze(): void {
    const { world, frozen } = this
    if (world !== undefined && !frozen) this.droppedTimers = dropTimers(world.queue, this)
    super.freeze()
  }

  runBody(store: OperationStore, body: () => unknown): unknown {
    const observers = this.world?.observers
    return observers === undefined ? body() : observers.interceptBody(this, store, body)
  }

  /** The function time-out has elapsed. */
  timeOut(): void {
    this.#loseContainer()
    const { requestId } = this.identity
    const error = timeoutError(requestId, this.deadline, this.#timeoutMs)
    this.#settle({ kind: "failed", error })
  }

  /** Nobody has caught an error, which ends the process; one that the handler throws does not. */
  protected override takeCrash(reason: unknown, kind: CrashKind = "uncaught error"): void {
    if (this.frozen) {
      if (!(reason instanceof ProcessExit)) this.#leftBehind(reason)
      return
    }
    this.#loseContainer()
    this.#fail(reason, kind === "unhandled rejection" ? unhandledRejectionError : errorObjectOf)
  }

  /** The process of the invocation ends with this exit code. */
  die(code: number): void {
    this.#loseContainer()
    this.#settle({ kind: "failed", error: exitError(this.identity.requestId, code) })
  }

  /** The process ends when the handler has returned, and before the service has its answer. */
  dieUnanswered(): void {
    this.#loseAnswer()
    this.#conclude({ kind: "failed", error: exitError(this.identity.requestId, 1) })
  }

  /** The handler has returned, and its answer never arrives: it runs into the function time-out. */
  hangUnanswered(): void {
    const { requestId, functionName } = this.identity
    this.#loseAnswer()
    this.#isCutOff = true
    this.world?.schedule({
      kind: "deadline",
      at: this.deadline,
      subject: { type: "function", functionName },
      owner: this,
      run: () => {
        const error = timeoutError(requestId, this.deadline, this.#timeoutMs)
        this.#conclude({ kind: "failed", error })
      },
    })
  }

  #loseAnswer(): void {
    this.#outcome = undefined
    this.world?.containers.discard(this.identity.functionName)
  }

  /** Code that a fault or its own death has cut short may fail in any way. */
  #leftBehind(reason: unknown): void {
    if (this.#outcome?.kind !== "returned" || this.isGivenUp) return
    this.leftBehind.push(reason)
    const whose = `the handler of ${JSON.stringify(this.identity.functionName)}`
    tellLeftBehind(whose, reason, ADVICE_ON_LEFT_WORK)
  }

  override exit(code: number): never {
    if (this.frozen) this.#leftBehind(new Error(`process.exit(${code}) was called`))
    this.die(code)
    // Nothing but an exception stops synchronous code. Who catches it is frozen already.
    throw new ProcessExit(code)
  }

  #fail(reason: unknown, toErrorObject: (reason: unknown) => ErrorObject = errorObjectOf): void {
    if (this.#outcome !== undefined) return
    this.thrown = reason
    this.#settle({ kind: "failed", error: toErrorObject(reason) })
  }

  /** Its container was lost when the service gave it up: the one that is there now is not its own. */
  #loseContainer(): void {
    if (this.isGivenUp || this.frozen) return
    this.world?.containers.discard(this.identity.functionName)
  }

  /** Ends the invocation: from here on its code is frozen. The world tells the service. */
  #settle(outcome: InvocationOutcome): void {
    if (this.#outcome !== undefined || this.frozen) return
    this.freeze()
    this.#conclude(outcome)
  }

  #conclude(outcome: InvocationOutcome): void {
    this.#outcome = outcome
    this.world?.settled.push(this)
  }
}
