import type { Choice } from "../../world/events/choice.ts"
import type { EventSubject } from "../../world/events/event-subject.ts"
import type { WorldEvent } from "../../world/events/events.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { BodyRun } from "../../world/invocation/step-bodies.ts"
import type { World } from "../../world/world.ts"

/** The operations that a checkpoint holds which nobody has answered, and those whose bodies have ended. */
function underWay(options: readonly Choice[]): readonly string[] {
  return distinct(options.flatMap((option) => heldBy(option)))
}

/** The operations of which a fault keeps something; in the middle of bodies, those of the bodies. */
export function struckBy(
  options: readonly Choice[],
  world: World,
  bodies: readonly BodyRun[],
): readonly string[] {
  const held = underWay(options)
  if (held.length > 0) return held
  const alive = world.log.records.at(-1)?.requestId
  const atWork = bodies.filter(
    ({ outcome, requestId }) => outcome === undefined && requestId === alive,
  )
  return distinct(atWork.map(({ path }) => hashOperationPath(path)))
}

/** The operations whose bodies are over, and have begun what still awaits a timer. */
export function leftBehind({ queue }: World): readonly string[] {
  const bodies = queue.all().flatMap(({ body }) => (body?.isOver === true ? [body] : []))
  return distinct(bodies.map(({ path }) => hashOperationPath(path)))
}

/** The operations that something is about, before it happens. */
export function involvedIn(
  choice: Choice,
  options: readonly Choice[],
  world: World,
): readonly string[] {
  const { kind, subject } = choice
  if (kind === "postpone" && subject.type === "under-way") return underWay(options)
  if (kind === "due") {
    const { now } = world.clock
    return pending(world).flatMap(({ id, dueAt = Infinity }) => (dueAt <= now ? [id] : []))
  }
  const { body } = choice as WorldEvent
  if (body !== undefined) return [hashOperationPath(body.path)]
  if (kind === "delivery" || kind === "postpone") return answered(subject, world)
  return distinct(heldBy(choice))
}

function heldBy({ kind, subject, request }: Choice): readonly string[] {
  if (kind === "reply") return (request?.updates ?? []).map(({ Id }) => Id ?? "")
  return subject.type === "body" ? [hashOperationPath(subject.path)] : []
}

/** A call to the service says in words alone what it is for: where one callback is open, it is for that. */
function answered(subject: EventSubject, world: World): readonly string[] {
  const open = pending(world).filter(({ type }) => type === "CALLBACK")
  const named =
    subject.type === "callback" ? open.filter(({ name }) => name === subject.callback) : open
  return named.length === 1 ? named.map(({ id }) => id) : []
}

function pending({ service }: World): ReturnType<World["service"]["pendingOperations"]> {
  return service.executionArns().flatMap((arn) => service.pendingOperations(arn))
}

function distinct(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.filter((id) => id !== ""))]
}
