/** What the SDK tells a plugin about one attempt of a step or a condition. */
export interface AttemptInfo {
  readonly id: string
  readonly name?: string
  readonly type?: string
  readonly subType?: string
  readonly parentId?: string
  readonly attempt?: number
}

/** What the SDK's plugin calls; the plugin may come from another copy of this package. */
export interface Instrumentation {
  /** False if the running code belongs to no world of this copy. */
  invocationStarted(): boolean
  /** Undefined if the running code belongs to no world of this copy. */
  runBody(attempt: AttemptInfo, body: () => unknown): { readonly result: unknown } | undefined
}

const KEY = Symbol.for("durable-test-runner/instrumentation")

interface Holder {
  [KEY]?: Set<Instrumentation>
}

/** The instrumentations of all loaded copies of this package. */
export function sharedInstrumentations(): Set<Instrumentation> {
  const holder = globalThis as Holder
  holder[KEY] ??= new Set()
  return holder[KEY]
}

/** False as long as nobody has asked for the plugin: then the global object stays as it is. */
export function isInstrumentationShared(): boolean {
  return KEY in globalThis
}
