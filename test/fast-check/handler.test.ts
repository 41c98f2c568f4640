import { DurableTestRunner } from "durable-test-runner"
import { durable, type ProgramKind, type ProgramNode } from "durable-test-runner/fast-check"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { bodiesOf } from "../../src/fast-check/program.ts"
import { smallerPrograms } from "../../src/fast-check/shrink-program.ts"
import { evaluate } from "./evaluate.ts"

const everything: readonly ProgramNode[] = [
  { kind: "step", value: 1 },
  { kind: "step", value: 2, failures: 2, ms: 40, atMostOnce: true },
  { kind: "step", value: 3, error: "no" },
  { kind: "wait", seconds: 3 },
  { kind: "callback", value: "yes", seconds: 9 },
  { kind: "callback", error: "no", submits: true },
  { kind: "callback", submits: true },
  { kind: "condition", polls: 2 },
  { kind: "invoke", value: 4 },
  { kind: "invoke", value: 5, durable: true },
  { kind: "invoke", value: 6, error: "no", durable: true },
  { kind: "child", body: [{ kind: "step", value: 7 }] },
  { kind: "child", body: [], error: "no" },
  { kind: "parallel", branches: [[{ kind: "step", value: 8 }], []] },
  { kind: "map", items: [9, 10], body: [{ kind: "callback", value: "yes" }], maxConcurrency: 1 },
]

describe("a handler", () => {
  test("does what its program says, and returns what the interpreter says", async () => {
    const program = durable.handler.of(everything)
    const runner = new DurableTestRunner()
    program.prepare(runner)
    const execution = await runner.run(program.handler)
    expect(execution.result).toEqual(program.expected)
    expect(program.expected).toEqual([
      1,
      2,
      { caught: "no" },
      null,
      "yes",
      { caught: "no" },
      { caught: "Callback timed out" },
      2,
      4,
      5,
      { caught: "no" },
      [7],
      { caught: "no" },
      [[8], []],
      [
        [9, "yes"],
        [10, "yes"],
      ],
    ])
    expect(execution.operation("step-2").attempts).toHaveLength(3)
    expect(execution.operation("map-15").children).toHaveLength(2)
    const names = execution.operations.map(({ name }) => name)
    expect(names).toContain("callback-15-2-1")
  })

  test("is printed as a program", () => {
    const program = durable.handler.of(everything)
    expect(fc.stringify(program)).toMatchInlineSnapshot(`
      "durable.handler.of([
        { kind: "step", value: 1 },
        { kind: "step", value: 2, failures: 2, ms: 40, atMostOnce: true },
        { kind: "step", value: 3, error: "no" },
        { kind: "wait", seconds: 3 },
        { kind: "callback", value: "yes", seconds: 9 },
        { kind: "callback", error: "no", submits: true },
        { kind: "callback", submits: true },
        { kind: "condition", polls: 2 },
        { kind: "invoke", value: 4 },
        { kind: "invoke", value: 5, durable: true },
        { kind: "invoke", value: 6, error: "no", durable: true },
        { kind: "child", body: [
          { kind: "step", value: 7 },
        ] },
        { kind: "child", body: [], error: "no" },
        { kind: "parallel", branches: [[
          { kind: "step", value: 8 },
        ], []] },
        { kind: "map", items: [9, 10], body: [
          { kind: "callback", value: "yes" },
        ], maxConcurrency: 1 },
      ])"
    `)
    expect(evaluate(fc.stringify(program))).toEqual(program)
    expect(fc.stringify(durable.handler.of([]))).toBe("durable.handler.of([])")
  })

  test("is made once: the runner knows it again", () => {
    const program = durable.handler.of(everything)
    expect(program.handler).toBe(program.handler)
  })
})

describe("random handlers", () => {
  test("are printed as the code that makes them", () => {
    fc.assert(
      fc.property(durable.handler({ maxDepth: 3 }), (program) => {
        expect(evaluate(fc.stringify(program))).toEqual(durable.handler.of(program.nodes))
      }),
    )
  })

  test("stay within the constraints", () => {
    const kinds: ProgramKind[] = ["step", "wait", "child", "parallel", "map"]
    const constraints = fc.record({
      operations: fc.subarray(kinds),
      maxDepth: fc.nat({ max: 3 }),
      maxLength: fc.nat({ max: 5 }),
    })
    const programs = constraints.chain((given) =>
      fc.tuple(fc.constant(given), durable.handler(given)),
    )
    fc.assert(
      fc.property(programs, ([{ operations, maxDepth, maxLength }, { nodes }]) => {
        expect(depthOf(nodes)).toBeLessThanOrEqual(maxDepth)
        for (const sequence of sequencesOf(nodes)) {
          expect(sequence.length).toBeLessThanOrEqual(maxLength)
          for (const { kind } of sequence) expect(operations).toContain(kind)
        }
      }),
    )
  })

  test("are of all kinds", () => {
    const sample = fc.sample(durable.handler(), { numRuns: 500, seed: 4 })
    const kinds = sample.flatMap(({ nodes }) => [...sequencesOf(nodes)].flat())
    expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(8)
  })

  test("are refused for constraints that mean nothing", () => {
    const { handler } = durable
    expect(() => handler({ operations: ["sleep"] } as never)).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.handler: operations[0] is "sleep". Pass one of "step", "wait", "callback", "condition", "invoke", "child", "parallel", "map". Did you mean "step"?]`,
    )
    expect(() => handler({ maxDepth: -1 })).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.handler: maxDepth is -1. Pass a whole number from 0.]`,
    )
    expect(() => handler({ depth: 1 } as never)).toThrowErrorMatchingInlineSnapshot(
      `[InvalidArgumentError: Failed to call durable.handler: there is no option "depth". The options are operations, maxDepth, maxLength. Did you mean "maxDepth"?]`,
    )
  })
})

describe("shrinking", () => {
  test("goes to smaller programs only, so that it ends", () => {
    fc.assert(
      fc.property(durable.handler({ maxDepth: 3 }), ({ nodes }) => {
        for (const smaller of smallerPrograms(nodes)) {
          expect(sizeOf(smaller)).toBeLessThan(sizeOf(nodes))
        }
      }),
    )
  })

  test("comes to the one operation that matters, from an example too", () => {
    const has = (nodes: readonly ProgramNode[]): boolean =>
      [...sequencesOf(nodes)].flat().some((node) => node.kind === "wait" && node.seconds >= 7)
    const property = fc.property(durable.handler(), ({ nodes }) => !has(nodes))
    const smallest = durable.handler.of([{ kind: "wait", seconds: 7 }])
    const random = fc.check(property, { seed: 6, numRuns: 1_000 })
    expect(random.counterexample).toEqual([smallest])
    const body: ProgramNode[] = [
      { kind: "step", value: 3 },
      { kind: "wait", seconds: 60 },
    ]
    const branches: ProgramNode[][] = [[{ kind: "map", items: [1, 2], body }], []]
    const example = durable.handler.of([{ kind: "child", body: [{ kind: "parallel", branches }] }])
    const pinned = fc.check(property, { examples: [[example]], numRuns: 1 })
    expect(pinned.counterexample).toEqual([smallest])
  })
})

function* sequencesOf(nodes: readonly ProgramNode[]): Generator<readonly ProgramNode[]> {
  yield nodes
  for (const node of nodes) for (const body of bodiesOf(node)) yield* sequencesOf(body)
}

function depthOf(nodes: readonly ProgramNode[]): number {
  const depths = nodes.map((node) => {
    const isContext = "body" in node || "branches" in node
    return isContext ? 1 + Math.max(0, ...bodiesOf(node).map(depthOf)) : 0
  })
  return Math.max(0, ...depths)
}

/** Counts operations, branches, items and extras, and adds the numbers. */
function sizeOf(value: unknown): number {
  if (typeof value === "number") return value
  if (typeof value !== "object" || value === null) return 0
  return Object.values(value).reduce((sum: number, member) => sum + 1 + sizeOf(member), 0)
}
