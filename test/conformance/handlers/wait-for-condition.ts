import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import type {
  DurableContext,
  Serdes,
  WaitForConditionWaitStrategyFunc,
} from "@aws/durable-execution-sdk-js"
import type { CaseSuite } from "./case.ts"

const increment = async (state: number): Promise<number> => state + 1

/** Polls at a fixed interval while the condition holds. */
const pollWhile =
  <State>(
    condition: (state: State) => boolean,
    delaySeconds = 1,
  ): WaitForConditionWaitStrategyFunc<State> =>
  (state) =>
    condition(state)
      ? { shouldContinue: true, delay: { seconds: delaySeconds } }
      : { shouldContinue: false }

const base64Serdes: Serdes<string> = {
  serialize: async (value) => value && Buffer.from(value).toString("base64"),
  deserialize: async (text) => text && Buffer.from(text, "base64").toString(),
}

export const waitForConditionCases: CaseSuite = {
  "6-1": () => ({
    title: "Polling a counter",
    handler: withDurableExecution((threshold: number, context: DurableContext) =>
      context.waitForCondition(increment, {
        initialState: 0,
        waitStrategy: pollWhile((state) => state < threshold),
      }),
    ),
  }),

  "6-3": () => ({
    title: "Polling under a name",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCondition("poll-status", increment, {
        initialState: 0,
        waitStrategy: pollWhile((state) => state < 2),
      }),
    ),
  }),

  "6-5": () => ({
    title: "Polling at a fixed interval",
    handler: withDurableExecution((threshold: number, context: DurableContext) =>
      context.waitForCondition(increment, {
        initialState: 0,
        waitStrategy: pollWhile((state) => state < threshold, 2),
      }),
    ),
  }),

  "6-7": () => ({
    title: "The check throws",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCondition<number>(
        async () => {
          throw new Error("Check failed")
        },
        { initialState: 0, waitStrategy: pollWhile(() => true) },
      ),
    ),
  }),

  "6-9": () => ({
    title: "Polling an object",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCondition(
        async ({ attempts }) => ({
          status: attempts + 1 < 2 ? "PENDING" : "DONE",
          attempts: attempts + 1,
        }),
        {
          initialState: { status: "PENDING", attempts: 0 },
          waitStrategy: pollWhile(({ status }) => status === "PENDING"),
        },
      ),
    ),
  }),

  "6-11": () => ({
    title: "Polling with its own serializer",
    handler: withDurableExecution((_event: unknown, context: DurableContext) =>
      context.waitForCondition(async (state) => `${state}x`, {
        initialState: "",
        waitStrategy: pollWhile((state) => state.length < 2),
        serdes: base64Serdes,
      }),
    ),
  }),

  "6-13": () => ({
    title: "Polling twice in a row",
    handler: withDurableExecution(async (_event: unknown, context: DurableContext) => {
      const first = await context.waitForCondition(increment, {
        initialState: 0,
        waitStrategy: pollWhile((state) => state < 2),
      })
      return context.waitForCondition(increment, {
        initialState: first,
        waitStrategy: pollWhile((state) => state < 4),
      })
    }),
  }),
}
