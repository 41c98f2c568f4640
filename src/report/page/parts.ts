import { type Html, markup } from "./html.ts"

/** Where something stands on a page that may show several things. */
export interface Place {
  readonly level: 1 | 2
  /** Tells its landmarks from those of the others: a screen reader lists them by name. */
  readonly suffix: string
}

interface Headed {
  readonly title: string
  readonly status: string
  readonly isFailed: boolean
}

/** What it is, and how it ended. */
export function renderHeading({ title, status, isFailed }: Headed, level: 1 | 2): Html {
  const tone = isFailed ? "bad" : status === "SUCCEEDED" || status === "PASSED" ? "good" : ""
  const heading = markup`${title} <span class="badge ${tone}">${status}</span>`
  return level === 1 ? markup`<h1>${heading}</h1>` : markup`<h2 class="subject">${heading}</h2>`
}

export function renderFacts(facts: readonly (readonly [string, string])[]): Html {
  const pairs = facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)
  return markup`<dl class="facts">${pairs}</dl>`
}
