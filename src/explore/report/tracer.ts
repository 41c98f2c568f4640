import { labelOf, nameOf } from "../../world/events/event-label.ts"
import { type EventSubject, keyOf } from "../../world/events/event-subject.ts"
import type { ChoiceKind } from "../../world/events/chooser.ts"
import { isFaultKind } from "../../world/events/fault-kind.ts"
import type { Choice } from "../../world/events/choice.ts"
import { isExecutionFault } from "../../world/choices/execution-faults.ts"
import { Invocation } from "../../world/invocation/invocation.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"
import { OperationLabels } from "../../replay/record/operation-labels.ts"
import type { RequestedUpdate } from "../../world/events/service-request.ts"
import type { World } from "../../world/world.ts"
import type { Happening } from "../../schedule/shrink/critical-pair.ts"
import { involvedIn, leftBehind, struckBy } from "./involved-operations.ts"
import type { TracedBodies } from "./traced-bodies.ts"
import type { TraceLine } from "./trace-line.ts"

const UNTOLD: ReadonlySet<ChoiceKind> = new Set(["timer", "time", "answer"])

/** Writes down what happens in one run. */
export class Tracer {
  readonly lines: TraceLine[] = []
  /** Everything that happened, in order, also what has no line. */
  readonly happenings: Happening[] = []
  /** The line of each of them, counted from 1. */
  readonly lineNumbers: (number | undefined)[] = []
  /** The ids of the operations that each of them is about. */
  readonly involved: (readonly string[])[] = []
  /** The same of what did not happen in its usual order. */
  readonly deviating: string[] = []
  readonly #world: World
  readonly #bodies: TracedBodies
  readonly #labels: OperationLabels
  /** The ids of operations that are a `waitForCallback`: the step in one is its submitter. */
  readonly #waitsForCallback: Set<string> = new Set()
  readonly #parents: Map<string, string> = new Map()
  #decisions = 0
  #struck: readonly string[] = []
  #leftBehind: readonly string[] = []

  constructor(world: World, bodies: TracedBodies) {
    this.#world = world
    this.#bodies = bodies
    this.#labels = new OperationLabels((id) => bodies.sites.of(id))
  }

  happening(choice: Choice, options: readonly Choice[]): void {
    const [first] = options
    const decision = options.length > 1 ? this.#decisions++ : undefined
    const isPlain = choice === first
    const isFault = isFaultKind(choice.kind)
    if (isFault) {
      this.#struck = struckBy(options, this.#world, this.#bodies.runs)
      this.#leftBehind = leftBehind(this.#world)
    }
    const involved = involvedIn(choice, options, this.#world)
    this.involved.push(involved)
    if (!isPlain && !isFault && first !== undefined) {
      this.deviating.push(...involved, ...involvedIn(first, options, this.#world))
    }
    this.happenings.push({
      key: keyOf(choice),
      choice: decision === undefined ? undefined : options.indexOf(choice),
      isFault,
      struck: isFault ? this.#describe(choice, options).detail : undefined,
    })
    this.lineNumbers.push(undefined)
    // Timers, the passing of time and that what was returned arrives say nothing where nobody chose them.
    if (isPlain && UNTOLD.has(choice.kind)) return
    const { subject, detail } = this.#describe(choice, options)
    this.lineNumbers[this.lineNumbers.length - 1] = this.lines.length + 1
    this.lines.push({
      number: this.lines.length + 1,
      invocation: this.#invocationOf(choice, options),
      subject,
      detail,
      elapsedMs: this.#world.clock.elapsedMs,
      insteadOf: isPlain || first === undefined ? undefined : this.#inWords(first, options),
      isFault,
      decision,
    })
  }

  /** The ids of the operations that were under way when the last fault struck. */
  get struck(): readonly string[] {
    return this.#struck
  }

  /** The ids of those whose bodies were over then, and had begun what was not. */
  get leftBehind(): readonly string[] {
    return this.#leftBehind
  }

  /** The ids of the operations of this name. */
  idsOf(name: string): readonly string[] {
    return this.#labels.idsOf(name)
  }

  /** The ids of what an operation is part of, the nearest first. */
  enclosing(id: string): readonly string[] {
    const parent = this.#parents.get(id)
    return parent === undefined ? [] : [parent, ...this.enclosing(parent)]
  }

  /** What an operation is called in the lines, if it has been recorded. */
  nameOf(id: string): string | undefined {
    return this.#labels.of(id)
  }

  #inWords(choice: Choice, options: readonly Choice[]): string {
    const { subject, detail } = this.#describe(choice, options)
    return `${subject} ${detail}`.trim()
  }

  #describe(
    choice: Choice,
    options: readonly Choice[],
  ): { readonly subject: string; readonly detail: string } {
    const { kind, subject, request } = choice
    switch (kind) {
      case "settle":
        return { subject: this.#bodyOf(subject), detail: "settles" }
      case "reply":
        return {
          subject: request?.kind === "state" ? "state" : "checkpoint",
          detail: `${this.#updates(request?.updates ?? [])}${request?.isTaken === true ? ", answered late" : ""}`,
        }
      case "due":
        return { subject: "service", detail: this.#dueNow() }
      case "delivery":
        return { subject: "outside", detail: outsideInWords(subject) }
      case "invoke":
      case "cold-start":
        return {
          subject: "service",
          detail: `invokes ${nameOf(subject)}${kind === "cold-start" ? " in a new container" : ""}`,
        }
      case "timer":
        return { subject: "timer", detail: labelOf(choice) }
      case "time":
        return { subject: "time", detail: "moves on" }
      case "answer":
        return { subject: "function", detail: "ends" }
      case "deadline":
        return { subject: "function", detail: "runs into its time-out" }
      case "postpone":
        return toldAsSlow(subject)
      case "hurry":
        return { subject: this.#bodyOf(subject), detail: "continues before its timer is due" }
      default:
        return { subject: kind, detail: this.#lost(kind, subject, options) }
    }
  }

  /** What a fault keeps from being recorded, or from being told. */
  #lost(kind: string, subject: EventSubject, options: readonly Choice[]): string {
    if (options.some((option) => option.kind === "answer")) return "before its answer has arrived"
    const reply = options.find((option) => option.kind === "reply")
    const updates = this.#updates(reply?.request?.updates ?? [])
    const bodies = options
      .filter((option) => option.kind === "settle")
      .map((option) => this.#bodyOf(option.subject))
    const pending = [updates, ...bodies].filter((part) => part !== "" && part !== "poll")
    const what = pending.length === 0 ? "" : pending.join(", ")
    switch (kind) {
      case "crash-after-persist":
      case "timeout-after-persist":
        return `after ${updates} is recorded`
      case "lost-reply":
        return `${updates} is recorded, and its answer is lost`
      case "no-token":
        return `${updates} is recorded, and its answer has no token: it may record nothing more`
      case "late-reply":
        return `${updates} is recorded, the invocation is given up, and its answer comes late`
      case "body-failure":
        return `${this.#bodyOf(subject)} fails in each attempt: it throws from now on`
      case "stop":
        return "somebody stops the execution from outside"
      case "wake":
        return "the service invokes the suspended execution, though nothing has happened"
      case "early-answer":
        return `${nameOf(subject)} comes while the submitter is still at work`
      case "shared-container":
        return "another execution of the function begins in the same container"
      case "stale-token":
      case "zombie":
        return "the service gives the invocation up, which continues"
      default:
        return what === "" ? "" : `before ${what} is recorded`
    }
  }

  #updates(updates: readonly RequestedUpdate[]): string {
    if (updates.length === 0) return "poll"
    return updates.map((update) => `${update.Action} ${this.#nameOf(update)}`).join(", ")
  }

  /** One without a name is called by its kind, and by what it belongs to. */
  #nameOf({ Id = "", Name, SubType, ParentId }: RequestedUpdate): string {
    if (SubType === "WaitForCallback") this.#waitsForCallback.add(Id)
    const isSubmitter = SubType === "Step" && this.#waitsForCallback.has(ParentId ?? "")
    const kind = isSubmitter ? "submitter" : (SubType ?? "operation").toLowerCase()
    return this.#label(Id, { name: Name, kind, parentId: ParentId })
  }

  #label(
    id: string,
    about: {
      readonly name: string | undefined
      readonly kind: string
      readonly parentId: string | undefined
      readonly path?: string
    },
  ): string {
    const { name, kind, parentId, path } = about
    if (parentId !== undefined) this.#parents.set(id, parentId)
    const parent = parentId === undefined ? undefined : this.#labels.of(parentId)
    const isNamed = name !== undefined || parent !== undefined
    return this.#labels.label({
      id,
      name: name ?? (parent === undefined ? kind : `${kind} of ${parent}`),
      isNamed,
      parentId,
      path,
    })
  }

  #dueNow(): string {
    const { service, clock } = this.#world
    const due = service
      .executionArns()
      .flatMap((arn) => service.pendingOperations(arn))
      .filter(({ dueAt = Infinity }) => dueAt <= clock.now)
      .map(({ type, name, id }) => {
        const label = this.#labels.of(id)
        const known = name === undefined ? label : undefined
        return `${known ?? `${type.toLowerCase()} ${label ?? name ?? id}`} is due`
      })
    const repeated = service
      .executionArns()
      .filter((arn) => (service.describeExecution(arn).retryAt ?? Infinity) <= clock.now)
      .map(
        (arn) =>
          `the invocation of ${service.describeExecution(arn).functionName} will be repeated`,
      )
    const all = [...due, ...repeated]
    return all.length === 0 ? "a time-out is due" : all.join(", ")
  }

  #bodyOf(subject: EventSubject): string {
    if (subject.type !== "body") return nameOf(subject)
    const { path } = subject
    const name = this.#bodies.nameOfPath(path)
    const end = path.lastIndexOf("-")
    const parentId = end < 0 ? undefined : hashOperationPath(path.slice(0, end))
    const isSubmitter = this.#waitsForCallback.has(parentId ?? "")
    const kind = isSubmitter ? "submitter" : "step"
    // It may settle before the service has heard of it; of what it belongs to it has heard.
    const label = this.#label(hashOperationPath(path), { name, kind, parentId, path })
    return name === undefined ? label : `step ${label}`
  }

  #invocationOf({ owner, kind }: Choice, options: readonly Choice[]): number | undefined {
    if (isFaultKind(kind) && isExecutionFault(kind)) return undefined
    const of =
      owner ??
      (isFaultKind(kind) || kind === "postpone"
        ? options.find((option) => option.owner instanceof Invocation)?.owner
        : undefined)
    if (!(of instanceof Invocation)) return undefined
    const { records } = this.#world.log
    const index = records.findIndex(({ requestId }) => requestId === of.identity.requestId)
    return index < 0 ? undefined : index + 1
  }
}

/** The answer of the outside world is named, and whatever the function waits for is not. */
function toldAsSlow(subject: EventSubject): { readonly subject: string; readonly detail: string } {
  return subject.type === "under-way"
    ? { subject: "slow", detail: `${nameOf(subject)} than the next due event` }
    : {
        subject: "outside",
        detail: `${outsideInWords(subject)} comes later than the next due event`,
      }
}

/** What comes from outside, and for which callback of several. */
function outsideInWords(subject: EventSubject): string {
  if (subject.type === "call" && subject.of !== undefined) {
    return `${nameOf(subject)} for ${subject.of}`
  }
  const isRepeated = subject.type === "callback" && (subject.occurrence ?? 1) > 1
  return isRepeated ? `${nameOf(subject)} #${subject.occurrence}` : nameOf(subject)
}
