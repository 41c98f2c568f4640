import * as fc from "fast-check"
import { listOf, oneOf, wholeNumber } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import { printedAsCode, toCode } from "./code.ts"
import { type ProgramBounds, ProgramGenerator } from "./generate-program.ts"
import { interpret } from "./interpret-program.ts"
import { bodiesOf, type ProgramKind, type ProgramNode } from "./program.ts"
import { type ProgramRunner, prepareWorld, toHandler } from "./run-program.ts"
import { smallerPrograms } from "./shrink-program.ts"

/** Constraints of `durable.handler`. */
export interface HandlerConstraints {
  /** The kinds of operations. Default: all. */
  readonly operations?: readonly ProgramKind[]
  /** The deepest nesting of contexts; 0 generates no contexts. Default 2. */
  readonly maxDepth?: number
  /** The largest number of consecutive operations; one less for each level of nesting, and at least
   * one. Default 4. */
  readonly maxLength?: number
}

const DEFAULT_MAX_DEPTH = 2
const DEFAULT_MAX_LENGTH = 4

const ALL_OPERATIONS: readonly ProgramKind[] = [
  "step",
  "wait",
  "callback",
  "condition",
  "invoke",
  "child",
  "parallel",
  "map",
]

const CONSTRAINTS: OptionSpec<HandlerConstraints> = {
  operations: listOf(oneOf(ALL_OPERATIONS)),
  maxDepth: wholeNumber(),
  maxLength: wholeNumber(),
}

/**
 * A durable handler whose result is known. It is deterministic and no crash changes its result: whatever
 * a schedule does, the execution ends `SUCCEEDED` with {@link expected}. A value.
 */
export class GeneratedHandler {
  readonly nodes: readonly ProgramNode[]
  #handler: LambdaHandler | undefined

  constructor(nodes: readonly ProgramNode[]) {
    this.nodes = nodes
  }

  /** The handler, wrapped by `withDurableExecution`. It ignores its input. */
  get handler(): LambdaHandler {
    this.#handler ??= toHandler(this.nodes)
    return this.#handler
  }

  /** The expected result, from an interpreter without durable executions. */
  get expected(): unknown {
    return interpret(this.nodes)
  }

  /** Scripts its callbacks for the runner's next run, and registers the functions that it invokes. */
  prepare(runner: ProgramRunner): void {
    prepareWorld(this.nodes, runner)
  }

  toString(): string {
    return `durable.handler.of(${printNodes(this.nodes, "")})`
  }
}

printedAsCode(GeneratedHandler)

/** The makers of handlers: random ones, and the one that a failure has printed. */
export interface HandlerMaker {
  /**
   * Generates durable handlers with steps that are retried, waits, callbacks, conditions, invoked functions,
   * child contexts, `parallel` and `map`. Use them to test tools for durable functions: their results
   * are known. They shrink to fewer operations.
   *
   * @example
   * ```ts
   * fc.asyncProperty(durable.handler(), durable.schedule(), async (program, schedule) => {
   *   const runner = new DurableTestRunner()
   *   program.prepare(runner)
   *   const execution = await runner.runSchedule(schedule, program.handler)
   *   expect(execution.result).toEqual(program.expected)
   * })
   * ```
   * @throws {InvalidArgumentError} for a constraint that is wrong or does not exist.
   */
  (constraints?: HandlerConstraints): fc.Arbitrary<GeneratedHandler>
  /** One handler, for `examples`. */
  readonly of: (nodes: readonly ProgramNode[]) => GeneratedHandler
}

export const handler: HandlerMaker = Object.assign(arbitraryHandler, {
  of: (nodes: readonly ProgramNode[]): GeneratedHandler => new GeneratedHandler(nodes),
})

function arbitraryHandler(constraints?: HandlerConstraints): fc.Arbitrary<GeneratedHandler> {
  const read = readOptions("call durable.handler", constraints, CONSTRAINTS)
  const { operations = ALL_OPERATIONS, maxDepth = DEFAULT_MAX_DEPTH } = read
  const { maxLength = DEFAULT_MAX_LENGTH } = read
  return new HandlerArbitrary({ operations, maxDepth, maxLength })
}

class HandlerArbitrary extends fc.Arbitrary<GeneratedHandler> {
  readonly #bounds: ProgramBounds

  constructor(bounds: ProgramBounds) {
    super()
    this.#bounds = bounds
  }

  override generate(random: fc.Random): fc.Value<GeneratedHandler> {
    return toValue(new ProgramGenerator(random, this.#bounds).nodes())
  }

  override canShrinkWithoutContext(value: unknown): value is GeneratedHandler {
    return value instanceof GeneratedHandler
  }

  override shrink({ nodes }: GeneratedHandler): fc.Stream<fc.Value<GeneratedHandler>> {
    return new fc.Stream(smallerPrograms(nodes)).map(toValue)
  }
}

function toValue(nodes: readonly ProgramNode[]): fc.Value<GeneratedHandler> {
  return new fc.Value(new GeneratedHandler(nodes), undefined)
}

/** One operation a line, as in a program. */
function printNodes(nodes: readonly ProgramNode[], indent: string): string {
  if (nodes.length === 0) return "[]"
  const inner = `${indent}  `
  return `[\n${nodes.map((node) => `${inner}${printNode(node, inner)},\n`).join("")}${indent}]`
}

function printNode(node: ProgramNode, indent: string): string {
  if (bodiesOf(node).every((body) => body.length === 0)) return toCode(node)
  const members = Object.entries(node).map(([key, value]) => {
    if (key === "body") return `body: ${printNodes(value as readonly ProgramNode[], indent)}`
    if (key !== "branches") return `${key}: ${toCode(value)}`
    const branches = (value as readonly (readonly ProgramNode[])[]).map((branch) =>
      printNodes(branch, indent),
    )
    return `branches: [${branches.join(", ")}]`
  })
  return `{ ${members.join(", ")} }`
}
