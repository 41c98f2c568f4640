import type { CallSite, Divergence } from "../../runner/results/replay-verdict.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import type { BodyRun } from "../../world/invocation/step-bodies.ts"
import type { Violation } from "../invariants/violation.ts"
import type { TracedBodies } from "./traced-bodies.ts"
import type { Tracer } from "./tracer.ts"

export interface Location {
  /** What the violation is about: as the invariant says, or as the run shows. */
  readonly operation: string | undefined
  /** Lines of the handler. */
  readonly sites: readonly { readonly what: string; readonly site: CallSite }[]
}

/** An operation of a violation, and what it has to do with it. */
interface Suspect {
  readonly id: string
  /** Where it stands among the operations, if that is known. */
  readonly path?: string
  readonly operation: string
  readonly what: string
}

interface Seen {
  readonly bodies: TracedBodies
  readonly tracer: Tracer
  /** Where a replay goes another way. */
  readonly divergence: Divergence | undefined
  /** The operation after which code outside of steps has an effect again and again. */
  readonly outside: { readonly id: string; readonly times: number } | undefined
  /** Two operations whose order decides, by their ids; empty where none is known. */
  readonly deciding: readonly string[]
}

/** More than this says no more than the trace does. */
const MOST_SUSPECTS = 3

/**
 * Says which operation a violation is about, and which lines of the handler. An invariant often knows the
 * operation. An outcome that a fault adds does not name one: then it is a body that ran again for the
 * same attempt, or else what was under way when the last fault struck. Where there is no fault it is what
 * has come in another order.
 */
export function locateViolation(
  { operation, invariant }: Violation,
  { bodies, tracer, divergence, outside, deciding }: Seen,
): Location {
  if (invariant === "replay-determinism" && divergence !== undefined) {
    const diverging = sitesOf(divergence)
    if (diverging.length > 0) {
      return { operation: operation ?? nameIn(divergence), sites: diverging }
    }
  }
  const suspects =
    operation === undefined
      ? firstOf(
          calledBy(
            outside === undefined ? [] : [outside.id],
            `after which code outside of steps has an effect, ${outside?.times} times`,
            { bodies, tracer },
          ),
          repeatedBodies(bodies, tracer),
          struckOperations(bodies, tracer),
          calledBy(deciding, "whose order decides", { bodies, tracer }),
          calledBy(tracer.deviating, "which does not come in its usual order", { bodies, tracer }),
        )
      : named(operation, { bodies, tracer })
  const sites = suspects.flatMap((suspect) => {
    const { what } = suspect
    const site = siteOf(suspect, bodies, tracer)
    return site === undefined ? [] : [{ what, site }]
  })
  const { race } = bodies
  return {
    operation: operation ?? suspects[0]?.operation,
    sites: race === undefined ? sites : [...sites, { what: "lets promises race", site: race }],
  }
}

/** The SDK itself asks for some operations, such as submitters: then the handler asks for what they are part of. */
function siteOf(
  { id, path = "" }: Suspect,
  { sites }: TracedBodies,
  tracer: Tracer,
): CallSite | undefined {
  const parts = path.split("-")
  const enclosing = parts.map((_, index) => hashOperationPath(parts.slice(0, -index - 1).join("-")))
  const all = [id, ...enclosing.slice(0, -1), ...tracer.enclosing(id)]
  return all.map((each) => sites.of(each)).find(Boolean)
}

/** Where the operation was recorded, where a replay asks for something else, and what makes it do so. */
function sitesOf({ recordedSite, site, cause, operation }: Divergence): Location["sites"] {
  const what = operation === undefined ? "" : ` operation ${operation.number}`
  const all = [
    { what: `recorded${what}`, site: recordedSite },
    { what: "asks for something else in a replay", site },
    {
      what:
        cause?.kind === "step-side-effect"
          ? "asks for the step whose body does more than return"
          : "reads what differs",
      site: cause?.site,
    },
  ]
  return all.flatMap(({ what: label, site: place }) =>
    place === undefined ? [] : [{ what: label, site: place }],
  )
}

function nameIn({ operation }: Divergence): string | undefined {
  return operation?.name
}

function firstOf(...lists: readonly (readonly Suspect[])[]): readonly Suspect[] {
  return (lists.find((list) => list.length > 0) ?? []).slice(0, MOST_SUSPECTS)
}

/** Invariants name an operation by its path, its name or its id. */
function named(
  operation: string,
  { bodies, tracer }: Pick<Seen, "bodies" | "tracer">,
): readonly Suspect[] {
  const isPath = /^\d+(-\d+)*$/u.test(operation)
  const ids = isPath ? [hashOperationPath(operation)] : tracer.idsOf(operation)
  return (ids.length === 0 ? [operation] : ids).map((id) => {
    const label = isPath ? tracer.nameOf(id) : operation
    const body = bodies.runs.find(({ path }) => hashOperationPath(path) === id)
    // The label of a submitter says what it is.
    const noun = body === undefined ? "operation " : body.name === undefined ? "" : "step "
    return {
      id,
      operation,
      what: `asks for ${label === undefined ? "operation " : noun}${label ?? operation}`,
    }
  })
}

function repeatedBodies({ runs }: TracedBodies, tracer: Tracer): readonly Suspect[] {
  const attempts = Map.groupBy(runs, attemptOf)
  return [...attempts.values()].flatMap(([first, ...again]) => {
    if (first === undefined || again.length === 0) return []
    const id = hashOperationPath(first.path)
    const { path, name } = first
    const label = tracer.nameOf(id)
    const isPart = name === undefined && path.includes("-") && label !== undefined
    const operation = name === undefined && !isPart ? path : (label ?? name ?? path)
    const other = again.find((run) => run.name !== name)?.name
    const role =
      other === undefined
        ? `whose body ran ${again.length + 1} times`
        : `in whose place a later invocation ran step ${other}`
    const what = `asks for ${isPart ? "" : "step "}${operation}, ${role}`
    return [{ id, path, operation, what }]
  })
}

function attemptOf({ executionArn, path, attempt }: BodyRun): string {
  return `${executionArn} ${path} ${attempt}`
}

/** A body that is over may have begun what it does not await: the fault keeps that from being done. */
function struckOperations(bodies: TracedBodies, tracer: Tracer): readonly Suspect[] {
  const role = "in progress when the fault strikes"
  return tracer.struck.flatMap((id) => {
    const isLeft = tracer.leftBehind.includes(id)
    const pending = isLeft ? ", a timer that its body has started is still pending" : ""
    return calledBy([id], `${role}${pending}`, { bodies, tracer })
  })
}

function calledBy(
  ids: readonly string[],
  role: string,
  { bodies, tracer }: Pick<Seen, "bodies" | "tracer">,
): readonly Suspect[] {
  const paths = new Map(bodies.runs.map((run) => [hashOperationPath(run.path), run]))
  return [...new Set(ids)].map((id) => {
    const { path, name } = paths.get(id) ?? {}
    const operation = tracer.nameOf(id) ?? name ?? path ?? id
    const what = `asks for ${operation}, ${role}`
    return { id, operation, what, ...(path !== undefined && { path }) }
  })
}
