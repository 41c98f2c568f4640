/** Text that is HTML already. Everything else is escaped where it is put into HTML. */
export class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

type Part = string | number | Html | undefined | readonly Part[]

/**
 * HTML with values in it, which are escaped, so that no value of a user becomes markup or ends an
 * attribute. Attributes are always quoted. Line breaks of the template are for who reads it here, and are
 * left out.
 *
 *     markup`<b title="${name}">${rows.map((row) => markup`<i>${row}</i>`)}</b>`
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const texts = flattened(strings)
  return new Html(
    texts.map((text, index) => text + (index < parts.length ? render(parts[index]) : "")).join(""),
  )
}

/** A template is the same object in each call of its function. */
const known = new WeakMap<TemplateStringsArray, readonly string[]>()

function flattened(strings: TemplateStringsArray): readonly string[] {
  const found = known.get(strings) ?? strings.map((text) => text.replaceAll(/\s*\n\s*/gu, ""))
  known.set(strings, found)
  return found
}

function render(part: Part): string {
  if (part === undefined) return ""
  if (part instanceof Html) return part.source
  if (typeof part === "string") return escape(part)
  return typeof part === "number" ? String(part) : part.map(render).join("")
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Half a surrogate pair, or a control character, is no part of HTML. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, "\uFFFD")
    .replaceAll(/[&<>"']/gu, (character) => ESCAPES[character] ?? "")
}

/** Data for a script of the page: JSON in which nothing can end the element, or a line of the script. */
export function json(value: unknown): Html {
  const text = JSON.stringify(value)
  const escaped = text.replaceAll(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
  return new Html(escaped)
}
