import { bodiesOf, type ProgramNode } from "./program.ts"

type Nodes = readonly ProgramNode[]

/**
 * Smaller programs: first without some of the operations, many to one; then with what is in an operation
 * instead of it; then with one that is simpler. All of them have fewer operations, branches, items or
 * extras, or as many with smaller numbers, so taking them comes to an end.
 */
export function* smallerPrograms(nodes: Nodes): Generator<Nodes> {
  for (let size = nodes.length; size >= 1; size = Math.floor(size / 2)) {
    for (let from = 0; from < nodes.length; from += size) {
      yield [...nodes.slice(0, from), ...nodes.slice(from + size)]
    }
  }
  for (const [index, node] of nodes.entries()) {
    for (const body of bodiesOf(node)) yield nodes.toSpliced(index, 1, ...body)
  }
  for (const [index, node] of nodes.entries()) {
    for (const smaller of smallerNodes(node)) yield nodes.with(index, smaller)
  }
}

function* smallerNodes(node: ProgramNode): Generator<ProgramNode> {
  yield* simplerNodes(node)
  switch (node.kind) {
    case "child":
    case "map":
      for (const body of smallerPrograms(node.body)) yield { ...node, body }
      break
    case "parallel":
      for (const [index, branch] of node.branches.entries()) {
        yield { ...node, branches: node.branches.toSpliced(index, 1) }
        for (const smaller of smallerPrograms(branch)) {
          yield { ...node, branches: node.branches.with(index, smaller) }
        }
      }
      break
    default:
  }
}

/** With one member left out, or one number smaller. */
function* simplerNodes(node: ProgramNode): Generator<ProgramNode> {
  for (const key of OPTIONAL[node.kind]) {
    if (Reflect.get(node, key) === undefined) continue
    yield Object.fromEntries(
      Object.entries(node).filter(([name]) => name !== key),
    ) as unknown as ProgramNode
  }
  for (const [key, value] of Object.entries(node)) {
    const least = LEAST[key] ?? Infinity
    if (typeof value !== "number" || value <= least) continue
    for (const smaller of new Set([least, Math.floor((value + least) / 2), value - 1])) {
      yield { ...node, [key]: smaller }
    }
  }
  if (node.kind !== "map") return
  for (const index of node.items.keys()) yield { ...node, items: node.items.toSpliced(index, 1) }
}

/** A callback keeps its answer: without one it would be another operation. */
const OPTIONAL: Readonly<Record<ProgramNode["kind"], readonly string[]>> = {
  step: ["failures", "error", "ms", "atMostOnce"],
  wait: [],
  callback: ["seconds", "submits"],
  condition: [],
  invoke: ["error", "durable"],
  child: ["error"],
  parallel: ["maxConcurrency"],
  map: ["maxConcurrency"],
}

const LEAST: Readonly<Record<string, number>> = {
  value: 0,
  failures: 1,
  ms: 1,
  seconds: 1,
  polls: 1,
  maxConcurrency: 1,
}
