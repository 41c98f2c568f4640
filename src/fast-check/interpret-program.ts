import type { ProgramNode } from "./program.ts"

/** What the SDK says of a callback that nobody has answered in time. */
const TIMED_OUT = "Callback timed out"

/** What a handler that does what these nodes say returns: the same, whatever happens around it. */
export function interpret(nodes: readonly ProgramNode[]): unknown[] {
  return nodes.map(interpretNode)
}

function interpretNode(node: ProgramNode): unknown {
  switch (node.kind) {
    case "step":
    case "invoke":
      return node.error === undefined ? node.value : { caught: node.error }
    case "wait":
      return null
    case "callback":
      if (node.error !== undefined) return { caught: node.error }
      return node.value ?? { caught: TIMED_OUT }
    case "condition":
      return node.polls
    case "child":
      return node.error === undefined ? interpret(node.body) : { caught: node.error }
    case "parallel":
      return node.branches.map(interpret)
    case "map":
      return node.items.map((item) => [item, ...interpret(node.body)])
    default:
      return node satisfies never
  }
}
