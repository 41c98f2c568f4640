import { ServiceError } from "../../service/wire/service-errors.ts"
import type { EventSubject } from "../../world/events/event-subject.ts"
import type { HeldAnswer } from "../../world/events/held-answers.ts"
import type { World } from "../../world/world.ts"
import { callbackInWords } from "./callback-in-words.ts"
import { type CallbackScript, isHeartbeat, isMeantFor } from "./callback-script.ts"
import {
  CallbackCannotTimeOutError,
  DeliveryNotRefusedError,
  DeliveryRefusedError,
} from "./delivery-errors.ts"
import { FreeScripts } from "./free-scripts.ts"
import type { SuspensionGate } from "./suspension-gate.ts"
import { isOpen, type TrackedCallback } from "./tracked-callback.ts"

interface Scheduled {
  readonly script: CallbackScript
  readonly cancel: () => void
}

/** Delivers what the test has scripted to the callbacks it was scripted for. */
export class ScriptedDeliveries {
  scripts: CallbackScript[] = []
  readonly #world: World
  readonly #gate: SuspensionGate
  readonly #isLenient: boolean
  readonly #scheduled: Set<Scheduled> = new Set()
  /** What would answer as soon as the submitter has returned, and may do so before. */
  readonly #held: Map<CallbackScript, HeldAnswer> = new Map()
  /** What has answered before that. */
  readonly #early: Set<CallbackScript> = new Set()
  readonly #free: FreeScripts = new FreeScripts()
  /** The others, by their callbacks: there may be thousands of both. */
  readonly #taken: Map<TrackedCallback, CallbackScript[]> = new Map()

  /** @param isLenient whether the service may refuse what the test did not expect to be refused. */
  constructor(world: World, gate: SuspensionGate, isLenient = false) {
    this.#world = world
    this.#gate = gate
    this.#isLenient = isLenient
  }

  /** Adds a script, and delivers it at once if it is meant for a callback that is pending. */
  register(script: CallbackScript, callbacks: readonly TrackedCallback[]): void {
    this.scripts.push(script)
    this.#free.add(script)
    for (const callback of callbacks) {
      const byId = script.name === callback.callbackId
      if (!byId && !isOpen(callback) && script.occurrence === undefined) continue
      if (!isMeantFor(script, callback)) continue
      const isTaken = script.occurrence === undefined && this.#hasCompletion(callback, script)
      if (!byId && isTaken) continue
      this.#assign(script, callback)
      return
    }
  }

  /**
   * Sends a script's call at once and lets the service's error through.
   *
   * @throws {ServiceError}
   * @throws {DeliveryNotRefusedError}
   */
  deliverNow(script: CallbackScript, callback: TrackedCallback): void {
    const refused = this.#send(script, callback)
    script.deliveries++
    this.#world.serviceChanged()
    if (refused !== undefined && !script.expectRefused) throw refused
    if (refused === undefined && script.expectRefused) {
      throw new DeliveryNotRefusedError(script, callback, this.#world.clock)
    }
  }

  created(callback: TrackedCallback): void {
    for (const script of this.#free.for(callback)) this.#assign(script, callback)
  }

  submitted(callback: TrackedCallback): void {
    for (const script of this.#scriptsOf(callback)) {
      if (isSilence(script) || this.#early.has(script)) continue
      this.#release(script)
      if (whenOf(script, callback) === "submitted") this.#schedule(script, callback)
    }
  }

  /** What is still scheduled for a callback that has closed is dropped, unless it is to be refused. */
  closed(callback: TrackedCallback): void {
    for (const script of this.#scriptsOf(callback)) {
      this.#release(script)
      if (script.action.kind === "timeout" && callback.status === "timed out") script.deliveries++
      else if (isHeartbeat(script) && !script.expectRefused) this.#cancel(script)
    }
  }

  /** The execution has closed: only what is meant to be refused is still delivered. */
  executionClosed(executionArn: string): void {
    for (const script of this.scripts) {
      if (script.callback?.executionArn === executionArn && !script.expectRefused) {
        this.#cancel(script)
      }
    }
  }

  /** Drops the scripts that were for this execution alone. */
  forget(rootArn: string): void {
    const isKept = ({ within }: CallbackScript): boolean => within !== rootArn
    for (const script of this.scripts) if (!isKept(script)) this.#cancel(script)
    this.scripts = this.scripts.filter(isKept)
    this.#free.keepIf(isKept)
    for (const callback of this.#taken.keys()) {
      if (callback.rootArn === rootArn) this.#taken.delete(callback)
    }
  }

  /** Whether a script completes this callback. */
  answers(callback: TrackedCallback): boolean {
    return this.#scriptsOf(callback).some((script) => !isHeartbeat(script))
  }

  /** @param ignores tells of which executions nobody wants to know. */
  hasDeliveriesToRefuse(ignores: (executionArn: string) => boolean): boolean {
    return [...this.#scheduled].some(
      ({ script }) => script.expectRefused && !ignores(script.callback?.executionArn ?? ""),
    )
  }

  #scriptsOf(callback: TrackedCallback): readonly CallbackScript[] {
    return this.#taken.get(callback) ?? []
  }

  #hasCompletion(callback: TrackedCallback, than: CallbackScript): boolean {
    if (isHeartbeat(than)) return false
    return this.answers(callback)
  }

  #assign(script: CallbackScript, callback: TrackedCallback): void {
    script.callback = callback
    this.#free.delete(script)
    const taken = [...this.#scriptsOf(callback), script]
    const position = (each: CallbackScript): number => this.scripts.indexOf(each)
    if (taken.length > 1) taken.sort((one, other) => position(one) - position(other))
    this.#taken.set(callback, taken)
    if (isSilence(script)) {
      if (!hasTimeout(callback)) {
        this.#world.fail(new CallbackCannotTimeOutError(script, callback))
      }
      return
    }
    const when = whenOf(script, callback)
    if (when === "created" || callback.submittedAt !== undefined) this.#schedule(script, callback)
    else if (mayComeEarly(script)) this.#hold(script, callback)
  }

  /** A schedule may let it come while the submitter is still at work. */
  #hold(script: CallbackScript, callback: TrackedCallback): void {
    const { executionArn, waitForCallbackId } = callback
    if (waitForCallbackId === undefined) return
    const deliver = (): void => {
      this.#release(script)
      this.#early.add(script)
      this.#deliver(script, callback)
    }
    const subject = subjectOf(script, callback)
    const held: HeldAnswer = { executionArn, waitForCallbackId, subject, deliver }
    this.#held.set(script, held)
    this.#world.heldAnswers.add(held)
  }

  #release(script: CallbackScript): void {
    const held = this.#held.get(script)
    if (held === undefined) return
    this.#held.delete(script)
    this.#world.heldAnswers.delete(held)
  }

  #schedule(script: CallbackScript, callback: TrackedCallback): void {
    const { now } = this.#world.clock
    const base = whenOf(script, callback) === "submitted" ? callback.submittedAt : undefined
    const since = base ?? callback.createdAt
    const { action } = script
    const afterMs =
      script.afterMs ?? (action.kind === "heartbeat" ? (action.everyMs ?? 0) : undefined)
    if (afterMs === undefined) this.#addWhenSuspended(script, callback)
    else this.#add(script, callback, Math.max(now, since + afterMs))
  }

  #addWhenSuspended(script: CallbackScript, callback: TrackedCallback): void {
    const subject = subjectOf(script, callback)
    const cancel = this.#gate.whenSuspended(callback.executionArn, subject, () => {
      this.#scheduled.delete(entry)
      this.#deliver(script, callback)
    })
    const entry: Scheduled = { script, cancel }
    this.#scheduled.add(entry)
  }

  #add(script: CallbackScript, callback: TrackedCallback, at: number): void {
    const event = this.#world.schedule({
      kind: "delivery",
      at,
      subject: subjectOf(script, callback),
      run: () => {
        this.#scheduled.delete(entry)
        this.#deliver(script, callback)
      },
    })
    const entry: Scheduled = { script, cancel: () => this.#world.queue.remove(event) }
    this.#scheduled.add(entry)
  }

  #cancel(script: CallbackScript): void {
    for (const entry of this.#scheduled) {
      if (entry.script !== script) continue
      this.#scheduled.delete(entry)
      entry.cancel()
    }
  }

  #deliver(script: CallbackScript, callback: TrackedCallback): void {
    const refused = this.#send(script, callback)
    script.deliveries++
    if (refused !== undefined && !script.expectRefused && !this.#isLenient) {
      this.#world.fail(new DeliveryRefusedError(script, callback, refused, this.#world.clock))
    }
    if (refused === undefined && script.expectRefused && !this.#isLenient) {
      this.#world.fail(new DeliveryNotRefusedError(script, callback, this.#world.clock))
    }
    this.#repeat(script, callback)
    this.#world.serviceChanged()
  }

  #repeat(script: CallbackScript, callback: TrackedCallback): void {
    const { action } = script
    if (action.kind !== "heartbeat" || action.everyMs === undefined || !isOpen(callback)) return
    if (script.deliveries >= action.times) return
    this.#add(script, callback, this.#world.clock.now + action.everyMs)
  }

  #send(script: CallbackScript, callback: TrackedCallback): ServiceError | undefined {
    const { service, clock } = this.#world
    const CallbackId = callback.callbackId
    const { action } = script
    try {
      switch (action.kind) {
        case "complete": {
          const request =
            action.payload === undefined ? { CallbackId } : { CallbackId, Result: action.payload }
          service.sendDurableExecutionCallbackSuccess(request, clock.now)
          return undefined
        }
        case "fail":
          service.sendDurableExecutionCallbackFailure(
            { CallbackId, Error: action.error },
            clock.now,
          )
          return undefined
        case "heartbeat":
          service.sendDurableExecutionCallbackHeartbeat({ CallbackId }, clock.now)
          return undefined
        case "timeout":
          service.expireCallback(CallbackId, "total", clock.now)
          return undefined
        default:
          return action satisfies never
      }
    } catch (error) {
      if (error instanceof ServiceError) return error
      throw error
    }
  }
}

/** Nobody answers: the callback's own timers do the rest. */
function isSilence({ action, afterMs }: CallbackScript): boolean {
  return action.kind === "timeout" && afterMs === undefined
}

/** A test that says when is taken at its word. */
function mayComeEarly({ when, afterMs, action, expectRefused }: CallbackScript): boolean {
  const isAnswer = action.kind === "complete" || action.kind === "fail"
  return isAnswer && when === undefined && afterMs === undefined && !expectRefused
}

function whenOf(script: CallbackScript, callback: TrackedCallback): "created" | "submitted" {
  return script.when ?? (callback.waitForCallbackId === undefined ? "created" : "submitted")
}

function hasTimeout(callback: TrackedCallback): boolean {
  return callback.timeoutSeconds !== undefined || callback.heartbeatTimeoutSeconds !== undefined
}

/** A name says which callback is meant where there is one of that name. */
function subjectOf({ call, name }: CallbackScript, callback: TrackedCallback): EventSubject {
  const isClear = typeof name === "string" && callback.occurrence === 1
  return isClear ? { type: "call", call } : { type: "call", call, of: callbackInWords(callback) }
}
