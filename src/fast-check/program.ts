import type { TypeByOperation } from "../service/values/operation-type.ts"

/** What a random handler does, by the type of the operation that it makes first. */
type NodesByType = TypeByOperation<{
  /** The handler itself. */
  readonly EXECUTION: never
  readonly STEP: StepNode | ConditionNode
  readonly WAIT: WaitNode
  readonly CALLBACK: CallbackNode
  readonly CHAINED_INVOKE: InvokeNode
  readonly CONTEXT: ChildNode | ParallelNode | MapNode
}>

/** One part of a random handler: an operation, or a context with several of them. */
export type ProgramNode = NodesByType[keyof NodesByType]

export type ProgramKind = ProgramNode["kind"]

/** `context.step`: it returns `value`, or the handler catches `error`. */
export interface StepNode {
  readonly kind: "step"
  readonly value: number
  /** The number of attempts that throw before that. Default 0. */
  readonly failures?: number
  /** The message of an error without another attempt. Default: it succeeds. */
  readonly error?: string
  /** How long the body takes, in virtual milliseconds. Default 0. */
  readonly ms?: number
  /** At most once per retry. Default false: at least once. */
  readonly atMostOnce?: boolean
}

/** `context.wait`. */
export interface WaitNode {
  readonly kind: "wait"
  readonly seconds: number
}

/** `context.waitForCallback`, or `context.createCallback` and the await of its promise. */
export interface CallbackNode {
  readonly kind: "callback"
  /** The value of a success. Without a value and an error, the callback stays unanswered and times out. */
  readonly value?: string
  /** The message of a failure. */
  readonly error?: string
  /** How long the answer takes. Default: it comes as soon as the invocation has suspended. */
  readonly seconds?: number
  /** Whether it is a `waitForCallback`. Default false. */
  readonly submits?: boolean
}

/** `context.waitForCondition`: it returns the number of polls. */
export interface ConditionNode {
  readonly kind: "condition"
  readonly polls: number
}

/** `context.invoke` of a function that returns `value`, or fails. */
export interface InvokeNode {
  readonly kind: "invoke"
  readonly value: number
  /** The message of the function's error. Default: it succeeds. */
  readonly error?: string
  /** Whether the function is a durable one. Default false. */
  readonly durable?: boolean
}

/** `context.runInChildContext`. */
export interface ChildNode {
  readonly kind: "child"
  readonly body: readonly ProgramNode[]
  /** The message of the error that the context throws. Default: it returns the value of its body. */
  readonly error?: string
}

/** `context.parallel`. */
export interface ParallelNode {
  readonly kind: "parallel"
  readonly branches: readonly (readonly ProgramNode[])[]
  /** Default: all at once. */
  readonly maxConcurrency?: number
}

/** `context.map`: the body runs for each item, and returns the item with its values. */
export interface MapNode {
  readonly kind: "map"
  readonly items: readonly number[]
  readonly body: readonly ProgramNode[]
  /** Default: all at once. */
  readonly maxConcurrency?: number
}

/** What is one after the other within a node; of a `map` that is its body, once. */
export function bodiesOf(node: ProgramNode): readonly (readonly ProgramNode[])[] {
  switch (node.kind) {
    case "child":
    case "map":
      return [node.body]
    case "parallel":
      return node.branches
    default:
      return []
  }
}

/** An operation as it happens in a run: a node within a `map` does so for each item. */
export interface Placed {
  readonly node: ProgramNode
  /** The operation's name; no other of the program has it. */
  readonly name: string
}

/** The name of the node at `index` in the sequence at `path`. */
export function nameAt({ kind }: ProgramNode, path: string, index: number): string {
  return `${kind}-${pathAt(path, index)}`
}

export function pathAt(path: string, index: number): string {
  return path === "" ? `${index + 1}` : `${path}-${index + 1}`
}

/** Every operation of a run of these nodes. */
export function* placed(nodes: readonly ProgramNode[], path = ""): Generator<Placed> {
  for (const [index, node] of nodes.entries()) {
    yield { node, name: nameAt(node, path, index) }
    const inner = pathAt(path, index)
    const runs = node.kind === "map" ? node.items.map(() => node.body) : bodiesOf(node)
    for (const [run, body] of runs.entries()) yield* placed(body, pathAt(inner, run))
  }
}
