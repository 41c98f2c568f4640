import type {
  CheckpointDurableExecutionResponse,
  Operation,
  OperationUpdate,
} from "@aws-sdk/client-lambda"
import { expect } from "vitest"
import { DurableService } from "../../../src/service/durable-service.ts"
import type { InvocationOutcome } from "../../../src/service/values/invocation-outcome.ts"
import { ServiceError } from "../../../src/service/wire/service-errors.ts"
import { isInCatalogue } from "./catalogue.ts"
import type { Command, EndOutcome } from "./commands.ts"
import { updatesOf } from "./intents.ts"
import { ObservedExecution } from "./observed-execution.ts"

interface InFlight {
  readonly requestId: string
  token: string
  /** Tokens that were good once. */
  readonly old: string[]
}

interface LastCheckpoint {
  readonly request: {
    readonly DurableExecutionArn: string
    readonly CheckpointToken: string
    readonly ClientToken: string
  }
  readonly answer: string
  readonly acceptedAt: number
}

/** A service that is driven by commands and watched: after each of them the invariants are checked. */
export class ObservedService {
  readonly service: DurableService
  readonly #executions: Map<string, ObservedExecution> = new Map()
  readonly #inFlight: Map<string, InFlight> = new Map()
  readonly #plain: string[] = []
  readonly #last: Map<string, LastCheckpoint> = new Map()
  #now = 0
  #freshIds = 0

  /** @param Service another one shows that its mistakes are found. */
  constructor(Service: typeof DurableService = DurableService) {
    this.service = new Service({ seed: "model", pageSize: 3 })
    const durableConfig = { executionTimeoutSeconds: 600, retentionPeriodInDays: 1 }
    this.service.registerFunction({ functionName: "flow", version: "1", durableConfig })
    this.service.registerFunction({ functionName: "plain" })
    this.#start(0, 0)
  }

  run(command: Command): void {
    switch (command.kind) {
      case "start":
        this.#start(command.name, command.payload)
        break
      case "begin":
        this.#begin(command.pick)
        break
      case "checkpoint":
        this.#checkpoint(command)
        break
      case "repeat":
        this.#repeat(command.pick)
        break
      case "end":
        this.#end(command.pick, command.outcome)
        break
      case "end-plain":
        this.#endPlain(command.pick, command.succeeds)
        break
      case "callback":
        this.#callback(command.pick, command.call)
        break
      case "advance":
        this.#now += command.seconds * 1_000
        if (command.fires) this.service.fireDue(this.#now)
        break
      case "next-due":
        this.#fireNext(command.isPatient ? Infinity : 60_000)
        break
      case "stop":
        this.#stop(command.pick)
        break
      case "query":
        this.#query(command.pick)
        break
      default:
        command satisfies never
    }
    this.#check()
  }

  #check(): void {
    for (const arn of this.service.executionArns()) this.#execution(arn)
    for (const execution of this.#executions.values()) {
      execution.check()
      execution.checkReady(this.#now)
    }
    const earliest = Math.min(...[...this.#executions.values()].map((each) => each.earliestDue()))
    expect(this.service.nextDue() ?? Infinity).toBe(earliest)
    const ready = this.service.pendingInvocations().filter(({ kind }) => kind === "durable")
    const described = this.service
      .executionArns()
      .filter((arn) => this.service.describeExecution(arn).hasPendingInvocation)
    expect(ready).toHaveLength(described.length)
  }

  #execution(arn: string): ObservedExecution {
    let execution = this.#executions.get(arn)
    if (execution === undefined) {
      execution = new ObservedExecution(this.service, arn)
      this.#executions.set(arn, execution)
    }
    return execution
  }

  #start(name: number, payload: number): void {
    const request = { functionName: "flow:1", name: `run-${name}`, payload: `${payload}` }
    this.#attempt(() => this.service.startExecution(request, this.#now))
  }

  #begin(pick: number): void {
    const pending = this.service.pendingInvocations()
    const chosen = pending[pick % Math.max(pending.length, 1)]
    if (chosen === undefined) {
      this.#goOn()
      return
    }
    if (chosen.kind === "plain") {
      this.service.beginPlainInvocation(chosen.invocationId, this.#now)
      this.#plain.push(chosen.invocationId)
      return
    }
    const arn = chosen.durableExecutionArn
    // What begins at its deadline or later is over with its next request: its state has no more pages.
    if (this.service.describeExecution(arn).timesOutAt <= this.#now) {
      this.service.fireDue(this.#now)
      return
    }
    const { requestId, input } = this.service.beginInvocation(arn, this.#now)
    const old = this.#inFlight.get(arn)
    const tokens = old === undefined ? [] : [...old.old, old.token]
    this.#inFlight.set(arn, { requestId, token: input.CheckpointToken, old: tokens })
    this.#execution(arn).began(requestId, this.#allPages(arn, input), input.UpdatedOperationIds)
  }

  /** Keeps a sequence going when nothing is to begin. */
  #goOn(): void {
    const running = this.service.executionArns().filter((arn) => !this.service.isClosed(arn))
    if (running.length < 2) this.#start(this.service.executionCount, 0)
    else this.#fireNext(60_000)
  }

  #fireNext(horizonMs: number): void {
    const due = this.service.nextDue()
    if (due === undefined || due > this.#now + horizonMs) return
    this.#now = Math.max(this.#now, due)
    expect(this.service.fireDue(this.#now)).toBeGreaterThan(0)
  }

  #allPages(
    arn: string,
    input: {
      CheckpointToken: string
      InitialExecutionState: { Operations: Operation[]; NextMarker?: string }
    },
  ): Operation[] {
    const operations = [...input.InitialExecutionState.Operations]
    let marker = input.InitialExecutionState.NextMarker
    while (marker !== undefined) {
      const page = this.service.getDurableExecutionState(
        { DurableExecutionArn: arn, CheckpointToken: input.CheckpointToken, Marker: marker },
        this.#now,
      )
      operations.push(...(page.Operations ?? []))
      marker = page.NextMarker
    }
    return operations
  }

  #checkpoint(command: Extract<Command, { kind: "checkpoint" }>): void {
    if (this.#arnsInFlight().every((arn) => this.service.isClosed(arn))) this.#begin(command.pick)
    const arn = this.#pickInFlight(command.pick)
    const inFlight = this.#inFlight.get(arn)
    if (inFlight === undefined) return
    const tokens = { current: inFlight.token, old: inFlight.old.at(-1) ?? "AAAA", garbage: "AAAA" }
    const request = {
      DurableExecutionArn: arn,
      CheckpointToken: tokens[command.token],
      ...(command.clientToken && { ClientToken: `client-${inFlight.old.length}` }),
      Updates: updatesOf(
        command.intents,
        this.service.operations(arn),
        () => `o${this.#freshIds++}`,
      ),
    }
    const answer = this.#attempt(() => this.service.checkpointDurableExecution(request, this.#now))
    if (answer === undefined) {
      const isLegal =
        command.token === "current" &&
        !this.service.isClosed(arn) &&
        inFlight.requestId === this.service.describeExecution(arn).invocationInFlight &&
        command.intents.every(({ kind }) => kind !== "wild")
      expect(isLegal, "a legal batch was refused").toBe(false)
      return
    }
    if (command.token === "current") this.#accepted(arn, inFlight, request, answer)
  }

  #accepted(
    arn: string,
    inFlight: InFlight,
    request: { CheckpointToken: string; ClientToken?: string; Updates: OperationUpdate[] },
    answer: CheckpointDurableExecutionResponse,
  ): void {
    const execution = this.#execution(arn)
    for (const { Id = "", Type, Action } of request.Updates) {
      if (Type !== "STEP" || Action !== "START") continue
      execution.acceptedStarts.set(Id, (execution.acceptedStarts.get(Id) ?? 0) + 1)
    }
    execution.answered(answer.NewExecutionState?.Operations ?? [])
    inFlight.old.push(inFlight.token)
    this.#last.delete(arn)
    expect(answer.CheckpointToken === undefined).toBe(execution.isClosed)
    if (answer.CheckpointToken === undefined) return
    inFlight.token = answer.CheckpointToken
    const { CheckpointToken, ClientToken } = request
    if (ClientToken === undefined) return
    this.#last.set(arn, {
      request: { DurableExecutionArn: arn, CheckpointToken, ClientToken },
      answer: JSON.stringify(answer),
      acceptedAt: this.#now,
    })
  }

  /** Invariant 4. */
  #repeat(pick: number): void {
    const last = this.#last.get(this.#pick(pick))
    if (last === undefined || this.#now - last.acceptedAt >= 15 * 60 * 1_000) return
    const arn = last.request.DurableExecutionArn
    // An execution whose time is up settles first; that is no effect of the repeat.
    this.service.getDurableExecution({ DurableExecutionArn: arn }, this.#now)
    const before = this.#digest()
    const answer = this.service.checkpointDurableExecution(last.request, this.#now)
    expect(JSON.stringify(answer)).toBe(last.answer)
    expect(this.#digest()).toBe(before)
  }

  /** Invariant 12, at the end of an invocation. */
  #end(pick: number, outcome: EndOutcome): void {
    const arn = this.#pickInFlight(pick)
    const inFlight = this.#inFlight.get(arn)
    const execution = this.#execution(arn)
    const { requestId } = inFlight ?? {}
    const current = this.service.describeExecution(arn).invocationInFlight
    if (requestId === undefined || requestId !== current) return
    // Settles the execution's time-out, if it is due.
    this.service.getDurableExecution({ DurableExecutionArn: arn }, this.#now)
    const wasClosed = execution.isClosed
    const untold = execution.untold()
    const mayContinue = execution.hasPending() || untold.length > 0
    // Or nearly every sequence would end here.
    if (!mayContinue && !wasClosed && pick > 0 && isPendingOutput(outcome)) return
    this.service.endInvocation(arn, requestId, outcomeOf(outcome), this.#now)
    execution.ended()
    if (wasClosed || !isPendingOutput(outcome)) return
    const snapshot = this.service.describeExecution(arn)
    expect(snapshot.status).toBe(mayContinue ? "RUNNING" : "FAILED")
    expect(snapshot.hasPendingInvocation).toBe(untold.length > 0)
    if (mayContinue) return
    expect(snapshot.error).toEqual({
      ErrorType: "InvalidParameterValueException",
      ErrorMessage: "Cannot return PENDING status with no pending operations.",
    })
  }

  #endPlain(pick: number, succeeds: boolean): void {
    const [invocationId] = this.#plain.splice(pick % Math.max(this.#plain.length, 1), 1)
    if (invocationId === undefined) return
    const outcome = succeeds
      ? ({ kind: "returned", payload: "1" } as const)
      : ({ kind: "failed", error: { ErrorType: "E" } } as const)
    this.service.endPlainInvocation(invocationId, outcome, this.#now)
  }

  /** Invariant 11: heartbeats make neither events nor invocations. */
  #callback(pick: number, call: Extract<Command, { kind: "callback" }>["call"]): void {
    const { service } = this
    const all = service.executionArns().flatMap((arn) => service.callbacks(arn))
    const open = all.filter(({ status }) => status === "STARTED")
    const ids = open.length > 0 && pick > 0 ? open : all
    const CallbackId = ids[pick % Math.max(ids.length, 1)]?.callbackId ?? "AAAA"
    const now = this.#now
    const isOpen = this.#isOpen(CallbackId)
    const answers = (send: () => unknown): void => {
      // A time-out that is due and has not fired refuses an answer to one that is open, too.
      const isAccepted = this.#attempt(send) !== undefined
      expect(isAccepted && !isOpen, "only an open callback is answered").toBe(false)
    }
    switch (call) {
      case "success":
        answers(() => service.sendDurableExecutionCallbackSuccess({ CallbackId, Result: "1" }, now))
        break
      case "failure":
        answers(() => service.sendDurableExecutionCallbackFailure({ CallbackId, Error: {} }, now))
        break
      case "empty-failure":
        answers(() => service.sendDurableExecutionCallbackFailure({ CallbackId }, now))
        break
      case "heartbeat": {
        const before = this.#digest()
        const isAccepted =
          this.#attempt(() =>
            service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, now),
          ) !== undefined
        if (isAccepted) expect(this.#digest()).toBe(before)
        break
      }
      case "expire":
        this.#attempt(() => {
          service.expireCallback(CallbackId, "total", now)
        })
        break
      default:
        call satisfies never
    }
  }

  /** Its execution runs, and it waits for an answer: none of its time-outs is due. */
  #isOpen(callbackId: string): boolean {
    this.#settleTimeouts()
    return this.service
      .executionArns()
      .filter((arn) => !this.service.isClosed(arn))
      .some((arn) =>
        this.service
          .callbacks(arn)
          .some((each) => each.callbackId === callbackId && each.status === "STARTED"),
      )
  }

  /** What is stopped is closed, and what was closed before stays as it was. */
  #stop(pick: number): void {
    const arn = this.#pick(pick)
    this.#settleTimeouts()
    const { status } = this.service.describeExecution(arn)
    this.service.stopDurableExecution({ DurableExecutionArn: arn }, this.#now)
    const expected = status === "RUNNING" ? "STOPPED" : status
    expect(this.service.describeExecution(arn).status).toBe(expected)
  }

  /** What is asked through the API is what is there. */
  #query(pick: number): void {
    const arn = this.#pick(pick)
    const execution = this.#execution(arn)
    const request = { DurableExecutionArn: arn }
    const got = this.service.getDurableExecution(request, this.#now)
    expect(got.Status).toBe(this.service.describeExecution(arn).status)
    const history = this.service.getDurableExecutionHistory(
      { ...request, MaxItems: 1_000 },
      this.#now,
    )
    expect(history.Events).toStrictEqual(execution.events)
    const list = this.service.listDurableExecutionsByFunction({ FunctionName: "flow" }, this.#now)
    expect(list.DurableExecutions?.map((each) => each.DurableExecutionArn)).toEqual(
      this.service.executionArns().toReversed(),
    )
  }

  /** Invariant 3: what is rejected has a name and a message, and changes nothing. */
  #attempt<T>(call: () => T): T | undefined {
    this.#settleTimeouts()
    const before = this.#digest()
    try {
      return call()
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error
      expect(error.message).toSatisfy((message: string) => isInCatalogue(error.name, message))
      expect(this.#digest()).toBe(before)
      return undefined
    }
  }

  /** An execution whose time is up closes when it is touched; that is no effect of the request. */
  #settleTimeouts(): void {
    for (const arn of this.service.executionArns()) {
      this.service.getDurableExecution({ DurableExecutionArn: arn }, this.#now)
    }
  }

  #pick(pick: number): string {
    const arns = this.service.executionArns()
    return arns[pick % arns.length] ?? ""
  }

  #arnsInFlight(): string[] {
    return this.service
      .executionArns()
      .filter((arn) => this.service.describeExecution(arn).invocationInFlight !== undefined)
  }

  /** One that runs an invocation, if there is one; seldom one that has closed meanwhile. */
  #pickInFlight(pick: number): string {
    const all = this.#arnsInFlight()
    const open = all.filter((arn) => !this.service.isClosed(arn))
    const arns = open.length > 0 && pick > 0 ? open : all
    return arns[pick % Math.max(arns.length, 1)] ?? this.#pick(pick)
  }

  #digest(): string {
    const { service } = this
    return JSON.stringify([
      service
        .executionArns()
        .map((arn) => [
          service.describeExecution(arn),
          service.operations(arn),
          service.events(arn),
        ]),
      service.pendingInvocations(),
    ])
  }
}

function outcomeOf(outcome: EndOutcome): InvocationOutcome {
  return "crash" in outcome
    ? { kind: "failed", error: { ErrorType: outcome.crash } }
    : { kind: "returned", output: outcome.output }
}

function isPendingOutput(outcome: EndOutcome): boolean {
  return (
    "output" in outcome && (outcome.output as { Status?: string } | undefined)?.Status === "PENDING"
  )
}
