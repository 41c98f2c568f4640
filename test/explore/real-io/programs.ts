import {
  type DurableContext,
  type DurableLambdaHandler,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"

/** What the handlers of a test act on. */
export class Outside {
  readonly done: Set<string> = new Set()
  charges = 0
  free = 1

  reset(): void {
    this.done.clear()
    this.charges = 0
    this.free = 1
  }

  get observed(): unknown {
    return { done: [...this.done].toSorted(), charges: this.charges, free: this.free }
  }
}

type Piece = (name: string) => Promise<string>

/** How two pieces of real work are awaited at once. */
export const FORMS: Readonly<
  Record<string, (context: DurableContext, piece: Piece) => Promise<readonly unknown[]>>
> = {
  "in Promise.all of steps": async (context, piece) =>
    Promise.all(["a", "b"].map((name) => context.step(name, async () => piece(name)))),
  "in branches of a parallel": async (context, piece) => {
    const branches = ["a", "b"].map(
      (name) => (branch: DurableContext) => branch.step(name, async () => piece(name)),
    )
    return (await context.parallel("both", branches)).getResults()
  },
  "in items of a map": async (context, piece) => {
    const each = async (item: DurableContext, name: string): Promise<string> =>
      item.step(name, async () => piece(name))
    return (await context.map("each", ["a", "b"], each)).getResults()
  },
  "in submitters of callbacks": async (context, piece) =>
    Promise.all(
      ["a", "b"].map((name) => context.waitForCallback(name, async () => void (await piece(name)))),
    ),
}

export type Bug = "double charge" | "check then act" | "memory"

/** A handler as a new container has it, right unless it has the bug. */
export function handlerOf(
  form: keyof typeof FORMS,
  { piece, outside, bug }: { piece: Piece; outside: Outside; bug?: Bug },
): () => DurableLambdaHandler {
  return () => {
    let inMemory = 0
    const both = FORMS[form]
    if (both === undefined) throw new Error(`There is no form ${form}.`)
    const acting: Piece = async (name) => {
      const answer = await piece(name)
      outside.done.add(name)
      if (bug === "double charge") outside.charges++
      if (bug === "memory") inMemory++
      return answer
    }
    return withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const answers = await both(context, acting)
      const isFree =
        bug === "check then act"
          ? outside.free > 0
          : await context.step("look", async () => outside.free > 0)
      if (isFree) await context.step("take the seat", async () => void (outside.free = 0))
      await context.wait("for a second", { seconds: 1 })
      return { answers, isFree, inMemory }
    })
  }
}
