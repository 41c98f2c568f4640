import * as fc from "fast-check"
import { expect, test } from "vitest"
import { Html, json, markup } from "../../../src/report/page/html.ts"

test("values in HTML are escaped, in text and in attributes", () => {
  const value = `<b>"x" & 'y'</b>`
  expect(markup`<i title="${value}">${value}</i>`.source).toBe(
    `<i title="&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;">&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;</i>`,
  )
})

test("what is HTML already is not escaped again, and lists are joined", () => {
  expect(
    markup`<ul>${[1, 2].map((each) => markup`<li>${each}</li>`)}${undefined}</ul>`.source,
  ).toBe("<ul><li>1</li><li>2</li></ul>")
})

test("line breaks of a template are left out, and those of values are kept", () => {
  expect(
    markup`<p>
      ${"a\n  b"}
    </p>`.source,
  ).toBe("<p>a\n  b</p>")
})

test("control characters and halves of surrogate pairs are replaced", () => {
  expect(markup`${"\0\u0007a\uD800\tb\n"}`.source).toBe("\uFFFD\uFFFDa\uFFFD\tb\n")
})

test("no value can become markup, and no data can end its script", () => {
  const parts = fc.constantFrom(
    "<",
    ">",
    '"',
    "'",
    "&",
    "</script>",
    "<!--",
    "]]>",
    "\u2028",
    "\0",
    "a",
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(parts, fc.string({ unit: "binary" }))), (texts) => {
      const value = texts.join("")
      expect(markup`${value}`.source).not.toMatch(/[<>"']/u)
      const data = json({ value })
      expect(data).toBeInstanceOf(Html)
      expect(data.source).not.toMatch(/[<>\u2028\u2029]/u)
      expect(JSON.parse(data.source)).toEqual({ value })
    }),
  )
})
