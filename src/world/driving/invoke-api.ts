import type { ResolvedFunction } from "../../service/state/function-registry.ts"
import { invalidParameter, ServiceError } from "../../service/wire/service-errors.ts"
import { tenantId as tenantIdConstraint } from "../../service/wire/constraints.ts"
import { assertTenancy, qualifierProblem } from "../../service/requests/function-lookup.ts"
import type { ServiceSettings } from "../../service/values/service-options.ts"
import { ShapeReader } from "../../service/wire/shape-reader.ts"
import { utf8Bytes } from "../../service/values/utf8.ts"
import type { Invocation } from "../invocation/invocation.ts"
import { errorPayloadOf, type InvokeAnswer, type InvokeRequest } from "../events/invoke-request.ts"
import { invokeDirectly } from "./invoking.ts"
import { type PlainOutcome, toPlainOutcome } from "../events/plain-outcome.ts"
import { currentScope } from "../globals/patch/scope.ts"
import { SeededRandom } from "../clock/seeded-random.ts"
import type { InvocationWorld } from "../invocation/world-view.ts"

const INVOCATION_TYPES = ["RequestResponse", "Event", "DryRun"] as const

type InvocationType = (typeof INVOCATION_TYPES)[number]

/** Lambda's runtime adds some bytes of its own to the 6 MiB that a synchronous answer may have. */
const RUNTIME_BYTES = 100

/** An Invoke that Lambda has accepted. */
export interface AcceptedInvoke {
  readonly invocationType: InvocationType
  /** Undefined for a plain function. */
  readonly durableExecutionArn: string | undefined
  readonly answer: Promise<InvokeAnswer>
  readonly isAnswered: () => boolean
}

/**
 * Lambda's Invoke, for durable functions (docs/internals/service.md, section 2.1) and for plain ones. It starts
 * what is asked for; the world runs it, and tells here when it has ended.
 */
export class InvokeApi {
  readonly #world: InvocationWorld
  readonly #settings: ServiceSettings
  readonly #requestIds: SeededRandom
  readonly #executions: Map<string, (() => void)[]> = new Map()
  readonly #invocations: Map<Invocation, (outcome: PlainOutcome) => void> = new Map()
  #runningPlain = 0

  constructor(world: InvocationWorld, settings: ServiceSettings) {
    this.#world = world
    this.#settings = settings
    this.#requestIds = new SeededRandom(`${settings.seed}/invoke`)
  }

  /** Whether plain functions are still at work. */
  get isBusy(): boolean {
    return this.#runningPlain > 0
  }

  /** @throws {ServiceError} what Lambda answers to a request that it refuses. */
  begin(request: InvokeRequest): AcceptedInvoke {
    const invocationType = this.#typeOf(request)
    const target = this.#world.service.resolveFunction(request.functionName, request.qualifier)
    const isDurable = target.durableConfig !== undefined
    const tenantId = this.#tenantOf(request, target)
    if (invocationType === "DryRun") {
      const problem = qualifierProblem(this.#settings, target)
      if (problem !== undefined) throw invalidParameter(problem)
      return accepted(invocationType, undefined, { statusCode: 204 })
    }
    // Only a durable execution has a name; the service says so.
    return isDurable || request.executionName !== undefined
      ? this.#beginDurable({ ...request, tenantId }, invocationType)
      : this.#beginPlain({ ...request, tenantId }, invocationType, target)
  }

  /** An execution has closed: whoever waits for it is answered. */
  executionClosed(durableExecutionArn: string): void {
    const waiting = this.#executions.get(durableExecutionArn) ?? []
    this.#executions.delete(durableExecutionArn)
    for (const answer of waiting) answer()
  }

  invocationEnded(invocation: Invocation): void {
    const answer = this.#invocations.get(invocation)
    if (answer === undefined || invocation.outcome === undefined) return
    this.#invocations.delete(invocation)
    this.#runningPlain--
    answer(toPlainOutcome(invocation.outcome))
  }

  #typeOf({ invocationType }: InvokeRequest): InvocationType {
    const reader = new ShapeReader(this.#settings.texts)
    const type = reader.enumeration(invocationType, "invocationType", INVOCATION_TYPES)
    reader.finish()
    return type ?? "RequestResponse"
  }

  #tenantOf(request: InvokeRequest, target: ResolvedFunction): string | undefined {
    const { texts } = this.#settings
    const reader = new ShapeReader(texts)
    const tenantId = reader.string(request.tenantId, "tenantId", tenantIdConstraint)
    reader.finish()
    assertTenancy(texts, target, tenantId)
    return tenantId
  }

  #beginDurable(
    { functionName, qualifier, executionName: name, tenantId, payload }: InvokeRequest,
    invocationType: "RequestResponse" | "Event",
  ): AcceptedInvoke {
    const { service, clock } = this.#world
    const request = {
      functionName,
      invocationType,
      ...(qualifier !== undefined && { qualifier }),
      ...(name !== undefined && { name }),
      ...(tenantId !== undefined && { tenantId }),
      ...(payload !== undefined && { payload }),
    }
    const { durableExecutionArn: arn } = service.startExecution(request, clock.now)
    if (invocationType === "Event") {
      return accepted(invocationType, arn, { statusCode: 202, durableExecutionArn: arn })
    }
    if (service.isClosed(arn)) return accepted(invocationType, arn, this.#outcomeOf(arn))
    return this.#pending(invocationType, arn, (answer) => {
      const waiting = this.#executions.get(arn) ?? []
      this.#executions.set(arn, [...waiting, () => answer(this.#outcomeOf(arn))])
    })
  }

  #outcomeOf(durableExecutionArn: string): InvokeAnswer {
    const execution = this.#world.service.describeExecution(durableExecutionArn)
    const { status, version: executedVersion, result, error } = execution
    const answer = { statusCode: 200, executedVersion, durableExecutionArn } as const
    if (status !== "SUCCEEDED") {
      return { ...answer, functionError: "Unhandled", payload: errorPayloadOf(error) }
    }
    return result === undefined ? answer : { ...answer, payload: result }
  }

  #beginPlain(
    request: InvokeRequest,
    invocationType: "RequestResponse" | "Event",
    target: ResolvedFunction,
  ): AcceptedInvoke {
    const { functionName, executedVersion: version, functionArn } = target
    const { payload = "", tenantId } = request
    this.#refuseTooLarge(payload, invocationType)
    const world = this.#world
    const requestId = this.#requestIds.nextUuid()
    const identity = {
      ...{ requestId, functionName, version, functionArn },
      ...(tenantId !== undefined && { tenantId }),
    }
    this.#runningPlain++
    const started = this.#pending(invocationType, undefined, (answer) => {
      const run = (): void => {
        const invocation = invokeDirectly(world, identity, payload === "" ? "{}" : payload)
        this.#invocations.set(invocation, (outcome) => answer(this.#answerOf(version, outcome)))
      }
      const subject = { type: "invoke-request", functionName } as const
      world.schedule({ kind: "invoke", at: world.clock.now, subject, run })
    })
    if (invocationType === "RequestResponse") return started
    return accepted(invocationType, undefined, { statusCode: 202 })
  }

  #answerOf(executedVersion: string, outcome: PlainOutcome): InvokeAnswer {
    const answer = { statusCode: 200, executedVersion } as const
    if (outcome.kind === "failed") {
      return { ...answer, functionError: "Unhandled", payload: errorPayloadOf(outcome.error) }
    }
    const limit = this.#settings.limits.synchronousPayloadBytes + RUNTIME_BYTES
    if (utf8Bytes(outcome.payload) <= limit) return { ...answer, payload: outcome.payload }
    const error = {
      ErrorType: "Function.ResponseSizeTooLarge",
      ErrorMessage: `Response payload size exceeded maximum allowed payload size (${limit} bytes).`,
    }
    return { ...answer, functionError: "Unhandled", payload: errorPayloadOf(error) }
  }

  /** The answer is an event of the world: what waits for it goes on in a turn of its own. */
  #pending(
    invocationType: InvocationType,
    durableExecutionArn: string | undefined,
    start: (answer: (answer: InvokeAnswer) => void) => void,
  ): AcceptedInvoke {
    const { promise, resolve } = Promise.withResolvers<InvokeAnswer>()
    const caller = currentScope()
    const world = this.#world
    let isAnswered = false
    start((answer) => {
      const run = (): void => {
        isAnswered = true
        resolve(answer)
      }
      const subject = { type: "invoke-answer" } as const
      world.schedule({ kind: "reply", at: world.clock.now, subject, caller, run })
    })
    return { invocationType, durableExecutionArn, answer: promise, isAnswered: () => isAnswered }
  }

  #refuseTooLarge(payload: string, invocationType: "RequestResponse" | "Event"): void {
    const { texts, limits } = this.#settings
    const limit =
      invocationType === "Event" ? limits.asynchronousPayloadBytes : limits.synchronousPayloadBytes
    if (utf8Bytes(payload) <= limit) return
    throw new ServiceError("RequestTooLargeException", texts.executionInputTooLarge(limit))
  }
}

function accepted(
  invocationType: InvocationType,
  durableExecutionArn: string | undefined,
  answer: InvokeAnswer,
): AcceptedInvoke {
  return {
    invocationType,
    durableExecutionArn,
    answer: Promise.resolve(answer),
    isAnswered: () => true,
  }
}
