import type { Scope, ScopedRandom } from "./scope.ts"

/** What the SDK keeps in its async context while the code of an operation runs. */
export interface OperationStore {
  /** The path of the operation, such as `1-2`; `root` is the handler itself. */
  readonly contextId: string
  /** The path of the context that it belongs to. */
  readonly parentId?: string | undefined
  /** Only the bodies of steps and conditions have one. */
  readonly attempt: number
  /** Where the SDK tells it, and the handler gave one. */
  readonly operationName?: string | undefined
}

/** What the SDK knows of an operation whose code it is about to run. */
export interface NamedOperation {
  readonly name?: string | undefined
  readonly subType?: string | undefined
}

/** Where the SDK keeps what the code that asks is part of. */
export interface OperationStorage {
  getStore(): unknown
}

/** A run of the body of a step, as far as its timers go: one object for all of them. */
export interface TimedBody {
  readonly path: string
  readonly attempt: number
  /** How many runs of bodies have begun before it. */
  readonly number: number
  /** Whether it has ended: what it has left behind keeps its time. */
  isOver: boolean
  /** Lets the clocks of bodies be ahead of the world's by so many milliseconds more. */
  hurry(byMs: number): void
}

/** `Promise.all` does so for failures only. */
export type RaceName = "race" | "any" | "all"

/** What a native function brings in: the state of the machine, a file, chance, or another thread. */
export type NativeKind = "machine" | "file" | "chance" | "thread"

/**
 * Somebody who watches how the code of a scope talks to the SDK and to its surroundings. A plain run
 * has none, and while no probe is in use none of what makes it possible is installed.
 */
export interface Probe {
  /**
   * Stands in for the body of a step or a condition; `body` is the body, and `storage` where the SDK
   * keeps its async context.
   */
  runBody?(store: OperationStore, body: () => unknown, storage: OperationStorage): unknown
  /** The random numbers of the body that asks, where they are not those of the world. */
  randomInBody?(): ScopedRandom | undefined
  /** By how many milliseconds the clock of the body that asks is ahead of the world's. */
  latenessInBody?(): number
  /** The run of a body that asks, which arms a timer. */
  timedBody?(): TimedBody | undefined
  /** A value is about to become JSON; the SDK measures each of its updates so. */
  serializing?(value: unknown): void
  /** A text was read as JSON. */
  parsed?(text: string, value: unknown): void
  /** Runs the function of a context; what that does before it awaits anything is inside. */
  runContext?(contextId: string, body: () => unknown): unknown
  /** The SDK has begun with an operation; its first request has not been sent yet. */
  operationNamed?(scope: Scope, path: string, operation: NamedOperation): void
  /** A function was called that looks at which promise settles first. */
  racing?(name: RaceName): void
  /** Something that no scope controls was used; seen only between the calls for native sources. */
  usesNative?(name: string, kind: NativeKind): void
  /** What `process.env` answers for a variable. */
  readVariable?(name: string, value: string | undefined): string | undefined
}
