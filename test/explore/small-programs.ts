import type { DurableContext } from "@aws/durable-execution-sdk-js"
import type { ExploreOptions } from "durable-test-runner"
import * as fc from "fast-check"
import type { durable } from "./exploring.ts"

/** What a random handler does; all but `pure` and `wait` notice what a replay does not repeat. */
type Action =
  | { readonly kind: "pure" | "effect" | "remember" | "retry" | "child" }
  | { readonly kind: "wait"; readonly seconds: number }

interface SmallProgram {
  readonly actions: readonly Action[]
  readonly isParallel: boolean
}

const anAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constantFrom("pure", "effect", "remember", "retry", "child") }),
  fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 5 }) }),
)

/**
 * Two actions at the most, and no retries beside something else: of those in parallel there are thousands
 * of schedules, and all of them are run.
 */
export const aSmallProgram: fc.Arbitrary<SmallProgram> = fc
  .array(anAction, { minLength: 1, maxLength: 2 })
  .chain((actions) => {
    const isParallel = actions.some(({ kind }) => kind === "retry")
      ? fc.constant(false)
      : fc.boolean()
    return fc.record({ actions: fc.constant(actions), isParallel })
  })

/** The handler that does it; its result says what it remembers. */
export function programBody({ actions, isParallel }: SmallProgram): {
  readonly body: Parameters<typeof durable>[0]
  readonly options: ExploreOptions
} {
  const effects: string[] = []
  const body = async (_event: unknown, context: DurableContext): Promise<readonly string[]> => {
    const memory: string[] = []
    const all = actions.map((action, index) => async () => {
      await act(action, `${action.kind} ${index}`, { context, effects, memory })
    })
    if (isParallel) await Promise.all(all.map((run) => run()))
    else for (const run of all) await run()
    return memory
  }
  const prepare = (): void => {
    effects.length = 0
  }
  return { body, options: { prepare, observe: () => effects } }
}

interface Surroundings {
  readonly context: DurableContext
  readonly effects: string[]
  readonly memory: string[]
}

const retry = { retryStrategy: () => ({ shouldRetry: true, delay: { seconds: 1 } }) }

async function act(
  action: Action,
  name: string,
  { context, effects, memory }: Surroundings,
): Promise<void> {
  switch (action.kind) {
    case "pure":
      await context.step(name, async () => {})
      break
    case "effect":
      await context.step(name, async () => void effects.push(name))
      break
    case "remember":
      await context.step(name, async () => void memory.push(`in ${name}`))
      memory.push(`after ${name}`)
      break
    case "retry":
      await context.step(
        name,
        async ({ attempt }) => {
          effects.push(`${name}, attempt ${attempt}`)
          if (attempt === 1) throw new Error("once more")
        },
        retry,
      )
      break
    case "child":
      await context.runInChildContext(name, (child) =>
        child.step("inside", async () => void memory.push(name)),
      )
      break
    case "wait":
      await context.wait(name, { seconds: action.seconds })
      break
    default:
      action satisfies never
  }
}
