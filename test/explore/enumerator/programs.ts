import {
  type DurableContext,
  type DurableLambdaHandler,
  type RetryDecision,
  StepSemantics,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import { setTimeout as pause } from "node:timers/promises"
import type { DurableTestRunner } from "durable-test-runner"

/** What a small program does at one place. All but `pure` and `wait` show what a replay skips or repeats. */
export type Action =
  | "pure"
  /** A step with an effect that nothing makes idempotent. */
  | "effect"
  /** A step whose body writes into memory that a replay does not restore. */
  | "remember"
  /** A step that records what memory holds. */
  | "recall"
  /** An effect outside of any step. */
  | "note"
  /** A step whose first attempt fails. */
  | "retry"
  /** A step that runs at most once, whose interruption is caught. */
  | "once"
  | "child"
  /** Another function, whose result tells how often it was called. */
  | "invoke"
  | "wait"
  /** A callback that is answered at once, with an effect in its submitter. */
  | "callback"
  /** The same with a time-out, which a slow answer misses. */
  | "timeout"
  /** Two steps, of which the first decides. */
  | "race"
  /** A step that awaits a timer between two effects; of several the last one has the shortest. */
  | "pause"
  /** A step with a timer before its only effect. */
  | "slow"
  /** An effect in the handler, after a timer of its own. */
  | "linger"
  /** A step that fails until it has run three times, and tells which attempt that was. */
  | "patient"
  /** A callback behind a step, of a name that only the first such callback is answered by. */
  | "ask"

export interface Program {
  readonly actions: readonly Action[]
  /** One after the other, under `Promise.all`, or as branches of `context.parallel`. */
  readonly shape: "sequence" | "together" | "branches"
  /** Whether each invocation has an effect before the SDK reads its state. */
  readonly announces: boolean
}

/** A program that can be run any number of times. */
export interface RunnableProgram {
  readonly handler: DurableLambdaHandler
  readonly prepare: (runner: DurableTestRunner) => void
  readonly observe: () => readonly string[]
}

interface Memory {
  readonly effects: string[]
  readonly values: string[]
}

export function runnable({ actions, shape, announces }: Program): RunnableProgram {
  const effects: string[] = []
  const durable = withDurableExecution(async (_event: unknown, context: DurableContext) => {
    const memory: Memory = { effects, values: [] }
    const parts = actions.map((action, index) => {
      const name = `${action} ${index}`
      return async (inner: DurableContext): Promise<void> => act(action, name, inner, memory)
    })
    if (shape === "sequence") for (const part of parts) await part(context)
    else if (shape === "together") await Promise.all(parts.map(async (part) => part(context)))
    else await context.parallel("branches", parts)
    return memory.values
  })
  const handler: DurableLambdaHandler = async (event, context) => {
    if (announces) effects.push("invoked")
    return durable(event, context)
  }
  const prepare = (runner: DurableTestRunner): void => {
    effects.length = 0
    actions.forEach((action, index) => {
      if (action === "invoke") runner.mockFunction(`invoke-${index}`, () => effects.push("called"))
      if (action === "ask" && actions.indexOf("ask") === index)
        runner.completeCallback("ask", "yes")
      if (action === "callback" || action === "timeout") {
        runner.completeCallback(`${action} ${index}`, "yes")
      }
    })
  }
  return { handler, prepare, observe: () => effects }
}

async function act(
  action: Action,
  name: string,
  context: DurableContext,
  { effects, values }: Memory,
): Promise<void> {
  const effect = (): void => void effects.push(name)
  switch (action) {
    case "pure":
      await context.step(name, async () => {})
      break
    case "effect":
      await context.step(name, async () => effect())
      break
    case "remember":
      await context.step(name, async () => void values.push(`in ${name}`))
      values.push(`after ${name}`)
      break
    case "recall":
      values.push(await context.step(name, async () => `${name}: ${values.join(", ")}`))
      break
    case "note":
      effect()
      break
    case "retry":
      await context.step(
        name,
        async ({ attempt }) => {
          effects.push(`${name}, attempt ${attempt}`)
          if (attempt === 1) throw new Error("once more")
        },
        { retryStrategy: (_error, attempt) => again(attempt < 3) },
      )
      break
    case "once":
      await context
        .step(name, async () => effect(), {
          semantics: StepSemantics.AtMostOncePerRetry,
          retryStrategy: (_error, attempt) => again(attempt < 2),
        })
        .catch(() => values.push(`${name} is unknown`))
      break
    case "child":
      await context.runInChildContext(name, async (child) =>
        child.step("inside", async () => void values.push(name)),
      )
      break
    case "invoke":
      values.push(String(await context.invoke(name, name.replace(" ", "-"), {})))
      break
    case "wait":
      await context.wait(name, { seconds: 2 })
      break
    case "callback":
      values.push(await context.waitForCallback(name, async () => effect()))
      break
    case "timeout": {
      const timeout = { seconds: 3 }
      const answer = context.waitForCallback(name, async () => effect(), { timeout })
      values.push(await answer.catch(() => "too late"))
      break
    }
    case "race":
      values.push(
        await Promise.race([
          context.step(`${name} left`, async () => "left"),
          context.step(`${name} right`, async () => "right"),
        ]),
      )
      break
    case "pause":
      await context.step(name, async () => {
        effects.push(`${name}, first half`)
        await pause(shorterFor(name))
        effects.push(`${name}, second half`)
      })
      break
    case "slow":
      await context.step(name, async () => {
        await pause(shorterFor(name))
        effect()
      })
      break
    case "linger":
      await pause(10)
      effect()
      break
    case "patient":
      values.push(
        await context.step(
          name,
          async ({ attempt }) => {
            effect()
            if (effects.filter((each) => each === name).length < 3) throw new Error("once more")
            return `${name}: attempt ${attempt}`
          },
          { retryStrategy: (_error, attempt) => again(attempt < 4) },
        ),
      )
      break
    case "ask": {
      await context.step(`${name} first`, async () => {})
      const [answer] = await context.createCallback("ask", { timeout: { seconds: 3 } })
      values.push(`${name}: ${await answer.catch(() => "too late")}`)
      break
    }
    default:
      action satisfies never
  }
}

/** Programs have at most three actions. */
function shorterFor(name: string): number {
  return 30 - 10 * Number(name.split(" ")[1])
}

function again(shouldRetry: boolean): RetryDecision {
  return shouldRetry ? { shouldRetry, delay: { seconds: 1 } } : { shouldRetry: false }
}
