import {
  createRetryStrategy,
  JitterStrategy,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import type { DurableContext, DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import { httpAgency } from "./agency.ts"
import type { Agency } from "./agency.ts"
import { parseOrder } from "./catalogue.ts"
import type { Article, TranslationOutcome } from "./catalogue.ts"

/** A catalogue is still worth printing if one article in twenty keeps its text. */
const TOLERATED_FAILURES_PERCENT = 5

/** The agency takes so many jobs at a time. */
const MAX_JOBS = 25

/** Gives every article of a catalogue to people who translate it. */
export const createWorkflow = (agency: Agency): DurableLambdaHandler =>
  withDurableExecution(
    async (event: unknown, context: DurableContext): Promise<TranslationOutcome> => {
      const { articles, language } = parseOrder(event)
      const batch = await context.map(
        "articles",
        [...articles],
        (item, article) => translate(item, article, language, agency),
        {
          maxConcurrency: MAX_JOBS,
          itemNamer: ({ sku }) => sku,
          completionConfig: { toleratedFailurePercentage: TOLERATED_FAILURES_PERCENT },
        },
      )
      const translated = new Map(
        batch.succeeded().map(({ index, result }) => [articles[index]?.sku ?? "", result]),
      )
      const untranslated = articles.map(({ sku }) => sku).filter((sku) => !translated.has(sku))
      return batch.completionReason === "FAILURE_TOLERANCE_EXCEEDED"
        ? { status: "ABANDONED", untranslated }
        : { status: "TRANSLATED", translations: Object.fromEntries(translated), untranslated }
    },
  )

const translate = async (
  context: DurableContext,
  article: Article,
  language: string,
  agency: Agency,
): Promise<string> =>
  context.waitForCallback(
    "translate",
    (callbackId) => agency.submit({ callbackId, article, language }),
    {
      timeout: { hours: 24 },
      retryStrategy: createRetryStrategy({
        maxAttempts: 3,
        initialDelay: { minutes: 1 },
        jitter: JitterStrategy.NONE,
      }),
    },
  )

export const handler: DurableLambdaHandler = createWorkflow(
  httpAgency(process.env["AGENCY_URL"] ?? "http://localhost:8080"),
)
