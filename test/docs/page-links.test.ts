import { expect, test } from "vitest"
import { relativeLink, withLinks } from "../../scripts/page-links.ts"

const there = (path: string): string | undefined =>
  path.startsWith("docs/") ? relativeLink("docs/time.md", path) : undefined

test.for([
  ["a link that is there", "[a](callbacks.md#names)", "[a](./callbacks.md#names)"],
  ["a link that is not there is its text", "[a *b*](../test/a.test.ts) c", "a *b* c"],
  ["a label in brackets", "[a [b] c](../x.md)", "a [b] c"],
  ["a picture that is not there is left out", "x ![a](../y.png) z", "x  z"],
  ["a picture that is there", "![a](images/y.png)", "![a](./images/y.png)"],
  ["another site, and a place of the page", "[a](https://b.c) [d](#e)", "[a](https://b.c) [d](#e)"],
  ["code", "```md\n[a](../x.md)\n```", "```md\n[a](../x.md)\n```"],
] as const)("%s", ([, text, expected]) => {
  expect(withLinks(text, "docs/time.md", there)).toBe(expected)
})
