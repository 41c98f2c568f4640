import { hashText } from "../text/values/hash-text.ts"
import type { DurableService } from "../service/durable-service.ts"
import type { WorldEvent } from "../world/events/events.ts"
import { hashOperationPath } from "../world/events/operation-path.ts"
import type { World } from "../world/world.ts"
import type { BodyRun } from "../world/invocation/step-bodies.ts"

/** Something that the end of real work has brought about in a run. */
export interface RealWake {
  /** How many decisions the run had made. */
  readonly decision: number
  /** How many events had happened in it. */
  readonly events: number
  /** The path of the body, if what it has waited for cannot be seen while it is under way. */
  readonly unseen: string | undefined
  /** The event that it led to, by its key, or something else. */
  readonly what: string
  /** The step whose body it has woken: its name, or else that of its callback, or its path. */
  readonly step: string | undefined
  /** What the body has come to, if it has ended, for people. */
  readonly result: string | undefined
}

const LONGEST_RESULT = 120

/** @param runs the bodies of the run so far. */
export function toRealWake(
  decision: number,
  what: string,
  event: WorldEvent | undefined,
  { runs, world }: { readonly runs: readonly BodyRun[]; readonly world: World },
): RealWake {
  const number = event?.bodyNumber ?? event?.body?.number
  const run = number === undefined ? undefined : runs[number]
  const result = run === undefined || event?.kind !== "settle" ? undefined : resultOf(run)
  return {
    decision,
    events: world.circling.events,
    unseen: world.expectsRealWork ? undefined : run?.path,
    what,
    step: run && stepName(run, world.service),
    result,
  }
}

/** A submitter has no name of its own. */
function stepName({ name, path, executionArn }: BodyRun, service: DurableService): string {
  if (name !== undefined) return name
  const parentId = hashOperationPath(path.slice(0, Math.max(0, path.lastIndexOf("-"))))
  const parent = service.operations(executionArn).find(({ Id }) => Id === parentId)
  return parent?.SubType === "WaitForCallback" && parent.Name !== undefined
    ? `submitter of ${parent.Name}`
    : path
}

function resultOf({ outcome, returned, thrown }: BodyRun): string {
  if (outcome === "threw") return shortened(`threw ${thrown ?? "an error"}`)
  return shortened(`returned ${JSON.stringify(returned) ?? "nothing"}`)
}

/** Two of them are the same text only if they are the same. */
function shortened(text: string): string {
  if (text.length <= LONGEST_RESULT) return text
  return `${text.slice(0, LONGEST_RESULT)}... (${text.length} characters, ${hashText(text).toString(36)})`
}
