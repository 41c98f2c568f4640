import { DurableTestRunner } from "durable-test-runner"
import type { Execution } from "durable-test-runner"
import type { Chooser } from "durable-test-runner/explore"
import { describe, expect, it } from "vitest"

import type { TranslationOrder, TranslationOutcome } from "./catalogue.ts"
import { FakeAgency, orderOf } from "./fakes.ts"
import { createWorkflow } from "./workflow.ts"

const hundred = orderOf(100)
const twenty = orderOf(20)

interface Troubles {
  /** Articles that the agency fails, and those that it never deals with. */
  readonly fails?: readonly string[]
  readonly forgets?: readonly string[]
  readonly chooser?: Chooser
}

interface Translation {
  readonly execution: Execution
  readonly outcome: TranslationOutcome
}

/**
 * The agency answers every job in its own time: the more there are in front of it, the later, and
 * several at one instant.
 */
const translate = async (
  agency: FakeAgency,
  order: TranslationOrder,
  { fails = [], forgets = [], chooser }: Troubles = {},
): Promise<Translation> => {
  const runner = new DurableTestRunner(chooser && { chooser })
  runner.onCallback("translate", async (callback) => {
    const sku = agency.jobs.get(callback.id)?.article.sku ?? ""
    if (forgets.includes(sku)) return
    await callback.sleep({ minutes: 10 * (1 + (callback.occurrence % 4)) })
    const { article, language } = agency.close(callback.id)
    if (fails.includes(sku)) await callback.fail({ ErrorMessage: "This is no text" })
    else await callback.succeed(`${article.text} (${language})`)
  })
  const execution = await runner.run(createWorkflow(agency), order)
  return { execution, outcome: execution.result as TranslationOutcome }
}

const skus = (...indexes: readonly number[]): string[] => indexes.map((index) => `sku-${index}`)

describe("a catalogue of 100 articles", () => {
  it("is translated article by article, each through a callback of its own", async () => {
    const agency = new FakeAgency()

    const { execution, outcome } = await translate(agency, hundred)

    const translations = hundred.articles.map(({ sku, text }) => [sku, `${text} (de)`])
    expect(outcome).toEqual({
      status: "TRANSLATED",
      translations: Object.fromEntries(translations),
      untranslated: [],
    })
    expect(agency.jobs.size).toBe(100)
    expect(agency.mostOpenJobs).toBe(25)
    expect(execution.durationMs).toBeLessThan(24 * 3_600_000)
  })

  it("tolerates five that fail, for whatever reason", async () => {
    const troubles = { fails: skus(7, 21, 22), forgets: skus(40, 41) }

    const { execution, outcome } = await translate(new FakeAgency(), hundred, troubles)

    expect(outcome).toMatchObject({
      status: "TRANSLATED",
      untranslated: skus(7, 21, 22, 40, 41),
    })
    // Those that the agency forgot have cost a day.
    expect(execution.durationMs).toBeGreaterThan(24 * 3_600_000)
    expect(execution.operation("sku-40").error?.ErrorMessage).toBe("Callback timed out")
  })

  it("is abandoned after the sixth, and the rest is not asked for", async () => {
    const agency = new FakeAgency()

    const { outcome } = await translate(agency, hundred, { fails: skus(0, 1, 2, 3, 4, 5) })

    expect(outcome.status).toBe("ABANDONED")
    expect(outcome.untranslated).toEqual(expect.arrayContaining(skus(0, 1, 2, 3, 4, 5, 99)))
    expect(agency.jobs.size).toBeLessThan(100)
  })
})

describe("a catalogue of 20 articles", () => {
  it.each<[string, Chooser]>([
    ["the oldest event first", { choose: () => 0 }],
    ["the newest event first", { choose: (enabled) => enabled.length - 1 }],
  ])("comes out the same in whatever order the answers arrive: %s", async (_title, chooser) => {
    const troubles = { fails: skus(3), chooser }

    const { outcome } = await translate(new FakeAgency(), twenty, troubles)

    expect(outcome).toMatchObject({ status: "TRANSLATED", untranslated: skus(3) })
  })

  it("is asked for again where the agency was down", async () => {
    const agency = new FakeAgency()
    for (const sku of skus(0, 19)) agency.failsOnceFor.add(sku)

    const { outcome } = await translate(agency, twenty)

    expect(outcome).toMatchObject({ status: "TRANSLATED", untranslated: [] })
    expect(agency.jobs.size).toBe(20)
  })
})

it("tells one article's callback from another's by its path", async () => {
  const runner = new DurableTestRunner()
  runner.completeCallback("articles/sku-1/translate", "eins", { after: { hours: 1 } })
  runner.completeCallback("articles/sku-0/translate", "null", { after: { hours: 2 } })

  const execution = await runner.run(createWorkflow(new FakeAgency()), orderOf(2))

  expect(execution.result).toMatchObject({ translations: { "sku-0": "null", "sku-1": "eins" } })
})

it.each([{}, { language: "de", articles: [] }, { language: "de", articles: [{ sku: "a" }] }])(
  "%j is no order",
  async (event) => {
    const execution = await new DurableTestRunner().run(createWorkflow(new FakeAgency()), event)

    expect(execution.error).toMatchObject({ ErrorType: "InvalidOrderError" })
  },
)
