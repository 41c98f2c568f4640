import {
  type DurableContext,
  StepSemantics,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import type { CallbackScripts } from "./callback-result.ts"
import {
  type CallbackNode,
  type ConditionNode,
  type InvokeNode,
  nameAt,
  pathAt,
  placed,
  type ProgramNode,
  type StepNode,
} from "./program.ts"
import type { DurableTestRunner } from "../durable-test-runner.ts"

/** The part of a runner that makes the world around a program. */
export type ProgramRunner = CallbackScripts & Pick<DurableTestRunner, "registerFunction">

const SILENCE_SECONDS = 30
const POLL_SECONDS = 5
const RETRY_SECONDS = 1

/**
 * The handler that does what a program says. It is deterministic, and a crash changes nothing: a body of a
 * step answers by its attempt alone, an interruption is always tried again, and nothing is shared.
 */
export function toHandler(nodes: readonly ProgramNode[]): LambdaHandler {
  return withDurableExecution((_event: unknown, context: DurableContext) =>
    runAll(nodes, "", context),
  ) as LambdaHandler
}

/** Makes the world that the program expects: its callbacks are answered, its functions are there. */
export function prepareWorld(nodes: readonly ProgramNode[], runner: ProgramRunner): void {
  for (const { node, name } of placed(nodes)) {
    if (node.kind === "invoke") {
      runner.registerFunction(name, toFunction(node), { durable: node.durable === true })
    }
    if (node.kind === "callback") answer(node, name, runner)
  }
}

function answer(node: CallbackNode, name: string, runner: CallbackScripts): void {
  const { value, error, seconds } = node
  const options = seconds === undefined ? {} : { after: { seconds } }
  if (error !== undefined) runner.failCallback(name, error, options)
  else if (value !== undefined) runner.completeCallback(name, value, options)
  else runner.timeoutCallback(name)
}

function toFunction(node: InvokeNode): LambdaHandler {
  const body = async (): Promise<number> => {
    if (node.error !== undefined) throw new Error(node.error)
    return node.value
  }
  if (node.durable !== true) return body
  return withDurableExecution((_event: unknown, context: DurableContext) =>
    context.step("inner", body, { retryStrategy: retryUnless(node.error) }),
  ) as LambdaHandler
}

async function runAll(
  nodes: readonly ProgramNode[],
  path: string,
  context: DurableContext,
): Promise<unknown[]> {
  const results: unknown[] = []
  for (const [index, node] of nodes.entries()) {
    const place = { name: nameAt(node, path, index), path: pathAt(path, index) }
    results.push(await runNode(node, place, context).catch(toCaught))
  }
  return results
}

/** What the handler makes of an error that it catches. */
function toCaught(error: unknown): unknown {
  return { caught: (error as Error).message }
}

async function runNode(
  node: ProgramNode,
  { name, path }: { readonly name: string; readonly path: string },
  context: DurableContext,
): Promise<unknown> {
  switch (node.kind) {
    case "step":
      return runStep(node, name, context)
    case "wait":
      await context.wait(name, { seconds: node.seconds })
      return null
    case "callback":
      return awaitCallback(node, name, context)
    case "condition":
      return poll(node, name, context)
    case "invoke":
      return context.invoke(node.durable === true ? `${name}:$LATEST` : name, null)
    case "child":
      return context.runInChildContext(name, async (child) => {
        const results = await runAll(node.body, pathAt(path, 0), child)
        if (node.error !== undefined) throw new Error(node.error)
        return results
      })
    case "parallel": {
      const branches = node.branches.map(
        (body, index) => (child: DurableContext) => runAll(body, pathAt(path, index), child),
      )
      return (await context.parallel(name, branches, concurrencyOf(node))).getResults()
    }
    case "map": {
      const results = await context.map(
        name,
        [...node.items],
        async (child, item, index) => [
          item,
          ...(await runAll(node.body, pathAt(path, index), child)),
        ],
        concurrencyOf(node),
      )
      return results.getResults()
    }
    default:
      return node satisfies never
  }
}

function runStep(node: StepNode, name: string, context: DurableContext): Promise<unknown> {
  const { value, failures = 0, error, ms = 0, atMostOnce = false } = node
  const body = async ({ attempt }: { readonly attempt: number }): Promise<number> => {
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    if (attempt <= failures) throw new Error(`attempt ${attempt}`)
    if (error !== undefined) throw new Error(error)
    return value
  }
  const semantics = atMostOnce
    ? StepSemantics.AtMostOncePerRetry
    : StepSemantics.AtLeastOncePerRetry
  return context.step(name, body, { semantics, retryStrategy: retryUnless(error) })
}

function retryUnless(final: string | undefined) {
  return ({ message }: Error) => ({
    shouldRetry: final === undefined || message !== final,
    delay: { seconds: RETRY_SECONDS },
  })
}

async function awaitCallback(
  node: CallbackNode,
  name: string,
  context: DurableContext,
): Promise<unknown> {
  const isSilent = node.value === undefined && node.error === undefined
  const config = isSilent ? { timeout: { seconds: SILENCE_SECONDS } } : {}
  if (node.submits === true) return context.waitForCallback(name, async () => {}, config)
  const [promise] = await context.createCallback(name, config)
  return promise
}

function poll({ polls }: ConditionNode, name: string, context: DurableContext): Promise<number> {
  return context.waitForCondition(name, async (count: number) => count + 1, {
    initialState: 0,
    waitStrategy: (count) =>
      count < polls
        ? { shouldContinue: true, delay: { seconds: POLL_SECONDS } }
        : { shouldContinue: false },
  })
}

function concurrencyOf(node: { readonly maxConcurrency?: number }): { maxConcurrency?: number } {
  return node.maxConcurrency === undefined ? {} : { maxConcurrency: node.maxConcurrency }
}
