export interface Article {
  readonly sku: string
  readonly text: string
}

/** What the workflow is asked for: a catalogue in another language. */
export interface TranslationOrder {
  readonly language: string
  readonly articles: readonly Article[]
}

/** What the workflow returns: every outcome that is part of the business is a value. */
export type TranslationOutcome =
  | {
      readonly status: "TRANSLATED"
      readonly translations: Readonly<Record<string, string>>
      /** Those that keep their text for now. */
      readonly untranslated: readonly string[]
    }
  | { readonly status: "ABANDONED"; readonly untranslated: readonly string[] }

export class InvalidOrderError extends Error {
  override readonly name = "InvalidOrderError"
}

/** An event is whatever the caller sent; nothing is an order until it was checked. */
export const parseOrder = (event: unknown): TranslationOrder => {
  const { language, articles } = (event ?? {}) as { [field in keyof TranslationOrder]?: unknown }
  if (typeof language !== "string" || !/^[a-z]{2}$/.test(language)) {
    throw new InvalidOrderError("`language` is no two letters")
  }
  if (!Array.isArray(articles) || articles.length === 0) {
    throw new InvalidOrderError("there is no article")
  }
  const parsed = articles.map(parseArticle)
  if (new Set(parsed.map(({ sku }) => sku)).size < parsed.length) {
    throw new InvalidOrderError("two articles have the same `sku`")
  }
  return { language, articles: parsed }
}

const parseArticle = (article: unknown, index: number): Article => {
  const { sku, text } = (article ?? {}) as { [field in keyof Article]?: unknown }
  if (typeof sku !== "string" || sku === "" || typeof text !== "string") {
    throw new InvalidOrderError(`article ${index} has no \`sku\` or no \`text\``)
  }
  return { sku, text }
}
