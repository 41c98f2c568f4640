import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import { realClearTimeout, realSetTimeout } from "../clock/real-timers.ts"
import type { PendingInvocation } from "../../service/state/pending-invocation.ts"
import { type CheckpointClient, checkpointClientOf } from "../invocation/checkpoint-client.ts"
import type { SimulatedFunction } from "../invocation/function-table.ts"
import { DurableExecutionInvocationInputWithClient } from "../invocation/invocation-event.ts"
import { HELD_OPEN_MS, HeldOpen } from "./held-open.ts"
import {
  Invocation,
  type InvocationIdentity,
  type LambdaHandler,
} from "../invocation/invocation.ts"
import { lostContainerError } from "../invocation/invocation-errors.ts"
import { HandlerNotWrappedError, lambdaContextOf } from "../invocation/lambda-context.ts"
import { toPlainOutcome } from "../events/plain-outcome.ts"
import type { InvocationWorld } from "../invocation/world-view.ts"
import { tellUnawaited } from "./unawaited-operations.ts"
import { FailedInvocationsError, InvokeDepthError } from "./world-errors.ts"

/** Starts the invocation that the service asks for. */
export function invokePending(world: InvocationWorld, pending: PendingInvocation): void {
  const target = world.functions.get(pending.functionName)
  if (target === undefined) {
    throw new Error(`The service invokes "${pending.functionName}", which has no handler here.`)
  }
  if (pending.kind === "durable") invokeDurable(world, target, pending.durableExecutionArn)
  else invokePlain(world, target, pending)
}

function invokeDurable(world: InvocationWorld, target: SimulatedFunction, arn: string): void {
  assertDepth(world, arn)
  world.observers.invokes(arn)
  const { input, ...begun } = world.service.beginInvocation(arn, world.clock.now)
  const identity = { ...begun, durableExecutionArn: arn }
  const invocation = open(world, target, identity, world.service.eventCount(arn))
  start(world, target, invocation, durableEvent(invocation, input))
  for (const other of world.invocations) {
    if (other !== invocation && other.identity.durableExecutionArn === arn) other.hasSuccessor()
  }
}

function durableEvent(
  invocation: Invocation,
  input: ConstructorParameters<typeof DurableExecutionInvocationInputWithClient>[0],
): object {
  let client: CheckpointClient | undefined
  return new DurableExecutionInvocationInputWithClient(input, () => {
    invocation.clientIsTaken = true
    client ??= checkpointClientOf(invocation)
    return client
  })
}

/**
 * Calls the handler. While that is being made nothing else happens in the world, so that the time it
 * takes changes no order.
 */
function start(
  world: InvocationWorld,
  target: SimulatedFunction,
  invocation: Invocation,
  event: unknown,
): void {
  const context = lambdaContextOf(invocation)
  const { durableExecutionArn: arn = "" } = invocation.identity
  const isApart = world.keepsNeighboursApart && world.neighbours.has(arn)
  const handler = world.containers.handlerOf(target, isApart ? arn : undefined)
  if (typeof handler === "function") invocation.start(handler, event, context)
  else world.waitFor(startOnceMade(world, invocation, handler, [event, context]))
}

/** @throws {InvalidArgumentError} if the handler is not made in the real time that I/O may take. */
async function startOnceMade(
  { options: { realIoTimeoutMs } }: InvocationWorld,
  invocation: Invocation,
  handler: Promise<LambdaHandler>,
  [event, context]: readonly [unknown, unknown],
): Promise<void> {
  const { functionName } = invocation.identity
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = realSetTimeout(() => {
      reject(
        new InvalidArgumentError(
          `make the handler of "${functionName}"`,
          `the promise of createHandler has not settled within realIoTimeoutMs (${realIoTimeoutMs} ms)`,
          "Does its module await something at its top level? Raise realIoTimeoutMs, an option of the runner, if it takes longer to load.",
        ),
      )
    }, realIoTimeoutMs)
  })
  try {
    invocation.start(await Promise.race([handler, tooLate]), event, context)
  } finally {
    realClearTimeout(timer)
  }
}

/** @throws {InvokeDepthError} if too many executions stand behind this one. */
function assertDepth({ service, options }: InvocationWorld, arn: string): void {
  const names: string[] = []
  let next: string | undefined = arn
  while (next !== undefined) {
    const { functionName, parent }: ReturnType<typeof service.describeExecution> =
      service.describeExecution(next)
    names.push(functionName)
    next = parent?.arn
  }
  const { maxInvokeDepth } = options
  if (names.length > maxInvokeDepth) throw new InvokeDepthError(names.toReversed(), maxInvokeDepth)
}

function invokePlain(
  world: InvocationWorld,
  target: SimulatedFunction,
  pending: Extract<PendingInvocation, { kind: "plain" }>,
): void {
  const { invocationId: plainInvocationId, payload, invokedBy, operationId } = pending
  const begun = world.service.beginPlainInvocation(plainInvocationId, world.clock.now)
  const { functionName } = target
  const caller = { executionArn: invokedBy, operationId }
  const identity = { ...begun, functionName, version: begun.version, plainInvocationId, caller }
  const invocation = open(world, target, identity, 0)
  start(world, target, invocation, JSON.parse(payload))
}

/**
 * Lets the handler start over from what is recorded, as it would in another process. To the service it
 * is the same invocation, which goes on with the token that it holds, so the history does not show it.
 */
export function restartInvocation(
  world: InvocationWorld,
  invocation: Invocation,
  token: string,
): void {
  const { identity, deadline } = invocation
  const arn = identity.durableExecutionArn
  const target = world.functions.get(identity.functionName)
  if (arn === undefined || target === undefined) return
  invocation.release()
  world.invocations.delete(invocation)
  const next = new Invocation(world, identity, target.timeoutMs, deadline)
  world.log.resumed(invocation, next)
  admit(world, next)
  const held = { DurableExecutionArn: arn, CheckpointToken: token }
  const state = world.service.getDurableExecutionState(held, world.clock.now)
  const input = { ...held, InitialExecutionState: state, UpdatedOperationIds: [] }
  start(world, target, next, durableEvent(next, input))
}

/** Runs a plain function for an Invoke of its own: the service has no part in it. */
export function invokeDirectly(
  world: InvocationWorld,
  identity: InvocationIdentity,
  payload: string,
): Invocation {
  const target = world.functions.get(identity.functionName)
  if (target === undefined) {
    throw new Error(`The function "${identity.functionName}" is invoked and has no handler here.`)
  }
  const invocation = open(world, target, identity, 0)
  start(world, target, invocation, JSON.parse(payload))
  return invocation
}

function open(
  world: InvocationWorld,
  target: SimulatedFunction,
  identity: InvocationIdentity,
  firstEvent: number,
): Invocation {
  const timeoutMs = world.options.holdsOpen === true ? HELD_OPEN_MS : target.timeoutMs
  const invocation = new Invocation(world, identity, timeoutMs)
  if (world.options.holdsOpen === true) invocation.heldOpen = new HeldOpen(world)
  world.log.began(invocation, firstEvent)
  admit(world, invocation)
  return invocation
}

function admit(world: InvocationWorld, invocation: Invocation): void {
  world.invocations.add(invocation)
  world.schedule({
    kind: "deadline",
    at: invocation.deadline,
    subject: { type: "function", functionName: invocation.identity.functionName },
    owner: invocation,
    run: () => invocation.timeOut(),
  })
  world.serviceChanged()
}

/**
 * The service gives an invocation up and will begin another one, while its code goes on: it has lost
 * touch with the container. From now on the token that it holds is stale.
 */
export function giveUp(world: InvocationWorld, invocation: Invocation): void {
  const { durableExecutionArn: arn, requestId, functionName } = invocation.identity
  if (arn === undefined) return
  invocation.isGivenUp = true
  world.containers.discard(functionName)
  const outcome = { kind: "failed", error: lostContainerError(requestId) } as const
  world.service.endInvocation(arn, requestId, outcome, world.clock.now)
  world.log.gaveUp(invocation, world.service.eventCount(arn))
  world.serviceChanged()
  world.observers.invocationEnded(invocation)
}

/** Hands the outcome of an invocation to the service. */
export function endInvocation(world: InvocationWorld, invocation: Invocation): void {
  world.invocations.delete(invocation)
  if (invocation.isGivenUp) world.log.ended(invocation, world.clock.now, 0)
  else tellService(world, invocation)
  invocation.release()
}

function tellService(world: InvocationWorld, invocation: Invocation): void {
  const { durableExecutionArn, plainInvocationId } = invocation.identity
  if (durableExecutionArn !== undefined) endDurable(world, invocation, durableExecutionArn)
  else endPlain(world, invocation, plainInvocationId)
  world.serviceChanged()
  world.observers.invocationEnded(invocation)
}

function endDurable(world: InvocationWorld, invocation: Invocation, arn: string): void {
  const { outcome } = invocation
  if (outcome === undefined) return
  const { requestId } = invocation.identity
  if (outcome.kind === "returned" && !isInvocationOutput(outcome.output, invocation)) {
    const evidence = "it returned a value that is not the answer of a durable invocation"
    world.fail(new HandlerNotWrappedError(invocation.identity, evidence))
  }
  world.service.endInvocation(arn, requestId, outcome, world.clock.now)
  world.log.ended(invocation, world.clock.now, world.service.eventCount(arn))
  // An exploration judges its runs itself.
  if (world.choiceSpace === undefined) tellUnawaited(world, arn)
  // What a fault has struck says nothing of the handler.
  const struck = world.choiceSpace?.faultsStruck ?? 0
  const failed = world.service.describeExecution(arn).consecutiveFailures - struck
  if (failed >= world.options.maxFailedInvocations && world.implicitTimeouts.has(arn)) {
    world.fail(new FailedInvocationsError(world, failed, invocation, outcome))
  }
}

function endPlain(
  world: InvocationWorld,
  invocation: Invocation,
  plainInvocationId: string | undefined,
): void {
  const { outcome } = invocation
  if (outcome === undefined) return
  const { now } = world.clock
  world.log.ended(invocation, now, 0)
  if (plainInvocationId === undefined) return
  world.service.endPlainInvocation(plainInvocationId, toPlainOutcome(outcome), now)
}

/**
 * The SDK returns an object with a status, whatever the handler inside returned. A status that is none of
 * the protocol's is a plain function's own, unless the function talks to the service by itself.
 */
function isInvocationOutput(output: unknown, { clientIsTaken }: Invocation): boolean {
  if (typeof output !== "object" || output === null || !("Status" in output)) return false
  return clientIsTaken || OUTPUT_STATUSES.has(output.Status)
}

const OUTPUT_STATUSES: ReadonlySet<unknown> = new Set(["SUCCEEDED", "FAILED", "PENDING"])
