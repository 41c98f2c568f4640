import type { ScriptedWorld } from "../runner/scripted-world.ts"
import { keyOf } from "../world/events/event-subject.ts"
import type { Invocation } from "../world/invocation/invocation.ts"
import { isAtWork } from "../world/why-stuck.ts"
import type { World } from "../world/world.ts"
import { descriptorOf } from "../service/operations/operations.ts"
import { canonical } from "../text/values/canonical.ts"
import { chainedInvokes } from "./chained-invokes.ts"
import { canonicalForm } from "./fresh-values/canonical-form.ts"
import { type KnownValues, knownValuesOf } from "./fresh-values/known-values.ts"

/** A state from which any two runs go on alike. */
export interface MergeableState {
  /** How many decisions had been made. */
  readonly position: number
  readonly key: string
}

/** What a run may still differ in though the persisted state is the same. */
export interface RunState {
  readonly world: World
  readonly session: ScriptedWorld
  /** Faults that may still strike; `Infinity` if there is no budget. */
  readonly faultsLeft: number
  readonly observed: unknown
  /** What the bodies of steps have returned; see `bodyStates`. */
  readonly bodies?: readonly string[]
}

/**
 * The state of a world at the moment at which an invocation begins, as text. The heap of the handler is
 * gone, so what is persisted decides what can happen from here on: two runs that meet in it go on
 * alike. Undefined where something else is alive that nobody can look into.
 *
 * Times are relative, by `originOf`: how long ago something happened makes no difference.
 */
export function stateKeyOf({
  world,
  session,
  faultsLeft,
  observed,
  bodies = [],
}: RunState): string | undefined {
  const isAlive = (invocation: Invocation): boolean =>
    !invocation.isGivenUp || (world.choiceSpace?.anywhere === true && isAtWork(world, invocation))
  if (world.observers.isBusyOutside || [...world.invocations].some(isAlive)) return undefined
  const contents: unknown[] = []
  const { now } = world.clock
  const { at: origin, outlasts } = originOf(world)
  const executions = world.service
    .executionArns()
    .map((arn) => stateOfExecution(world, arn, contents, origin))
  const scripts = session.deliveries.scripts.map(({ deliveries, callback }) => [
    deliveries,
    callback?.operationId,
  ])
  const scheduled: unknown[] = []
  for (const event of world.queue.all()) {
    const isOfLost = [...world.invocations].some((invocation) => invocation === event.owner)
    if (!isOfLost) scheduled.push([keyOf(event), event.at - origin])
  }
  const budget = faultsLeft === Infinity ? [] : [faultsLeft]
  // What an invocation that nothing has called for may do is judged by another measure.
  const isWoken = world.wakes.some(({ at }) => at === now)
  return JSON.stringify([
    executions,
    scripts,
    session.doubles.usage,
    scheduled,
    outlasts,
    isWoken,
    budget,
    [...world.containers.warm()],
    contentsUpToRenaming(world, [contents, observed, chainedInvokes(world)]),
    bodies,
    ...[...world.failingBodies].toSorted(),
  ])
}

/**
 * What handlers and fakes have made, up to renaming of ids that they drew: nothing else than being the
 * same or not can be asked of an id. Numbers that were drawn stay, as a branch may depend on them, and
 * moments are told by how long ago they were.
 */
function contentsUpToRenaming(world: World, contents: readonly unknown[]): unknown {
  const known = (): KnownValues => knownValuesOf(world, { keepsNumbers: true })
  return canonicalForm(contents, canonical(contents), known, (at) => ` ${at - world.clock.now}`)
}

/** A handler that has nothing to do suspends within some twenty milliseconds. */
const FAR_MS = 100

/**
 * What times are relative to: now, or, where nothing is due for long, what is due next. Whoever crashes
 * again and again without doing anything is then where it was before. When it is due is no difference
 * where what is under way may take as long, and that an invocation may not take as long is one.
 */
function originOf({ clock, queue, service, functions, choiceSpace }: World): Origin {
  if (choiceSpace?.slow !== true) return { at: clock.now, outlasts: [] }
  const dues = service
    .executionArns()
    .filter((arn) => !service.isClosed(arn))
    .flatMap((arn) => service.pendingOperations(arn).map(({ dueAt = Infinity }) => dueAt))
  const next = Math.min(...dues, ...queue.all().map(({ at }) => at))
  if (next === Infinity || next <= clock.now + FAR_MS) return { at: clock.now, outlasts: [] }
  const outlasts = [...functions.values()]
    .filter(({ timeoutMs }) => next >= clock.now + timeoutMs)
    .map(({ functionName }) => functionName)
  return { at: next, outlasts }
}

interface Origin {
  readonly at: number
  /** Functions whose invocation ends before that, however long it takes. */
  readonly outlasts: readonly string[]
}

/** @param contents gets what the handler has made, in the order of the operations. */
function stateOfExecution(world: World, arn: string, contents: unknown[], origin: number): unknown {
  const { service } = world
  const { status, hasPendingInvocation, parent } = service.describeExecution(arn)
  if (status !== "RUNNING") return [status, service.operations(arn).length, parent]
  const dues = new Map(service.pendingOperations(arn).map(({ id, dueAt }) => [id, dueAt]))
  const operations = service.operations(arn).map((operation) => {
    const { Id, ParentId, Type, SubType, Name, Status } = operation
    const descriptor = Type === undefined ? undefined : descriptorOf(Type)
    const outcome = descriptor?.outcomeIn(operation)
    const due = dues.get(Id ?? "")
    contents.push([Name, outcome?.Result, outcome?.Error])
    return [
      Id,
      ParentId,
      Type,
      SubType,
      Status,
      descriptor?.progressIn(operation),
      due === undefined ? undefined : due - origin,
    ]
  })
  return [hasPendingInvocation, operations]
}
