import type { CheckpointDurableExecutionResponse } from "@aws-sdk/client-lambda"
import type { Choice } from "../events/choice.ts"
import type { WorldEvent } from "../events/events.ts"
import type { OperationStore, Probe } from "../globals/patch/probe.ts"
import type { Invocation } from "./invocation.ts"

/**
 * What a world tells and asks whoever watches it: of its events, of the service, and, as a
 * {@link Probe}, of the code inside. An observer has the methods that it cares for. What one throws
 * ends the drive.
 */
export interface WorldObserver extends Probe {
  /** `event` is about to happen, of all that could. */
  happens?(event: Choice, options: readonly Choice[]): void
  /** Virtual time stands still for real work, named as Node names it or as `REAL_WORK` does. */
  waits?(work: readonly string[]): void
  /** Real work has woken code inside, which does this: an event, by its key, or something else. */
  woken?(what: string, event: WorldEvent | undefined): void
  /** Whether the body of a step has begun and has not ended. */
  isBodyAtWork?(): boolean
  /** The same of a body that waits for none of its timers, at one of these paths. */
  isAwaited?(paths: ReadonlySet<string>): boolean
  /** Nobody waits any longer for the bodies at work. */
  gaveUpBodies?(): void
  /** Whether code that belongs to no invocation is at work: an external system. */
  isBusyOutside?(): boolean
  /** The state of the service has changed, or may have. */
  serviceChanged?(): void
  /** A durable function is about to be invoked. */
  invokes?(durableExecutionArn: string): void
  invocationEnded?(invocation: Invocation): void
  /** The SDK has sent a checkpoint, which the service has not seen yet. */
  sends?(invocation: Invocation, request: object): void
  /** The service has accepted a checkpoint, and the SDK has not been told yet. */
  checkpointed?(
    invocation: Invocation,
    request: object,
    response: CheckpointDurableExecutionResponse,
  ): void
  /** The service has refused a request. */
  refused?(invocation: Invocation, error: unknown): void
  /** Code inside has come to a place that somebody wants to know of. */
  marked?(name: string, condition: boolean): void
  /** Runs, replaces or holds back the body of a step, inside of what probes make of it. */
  interceptBody?(invocation: Invocation, store: OperationStore, body: () => unknown): unknown
}
