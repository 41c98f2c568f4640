/** The value of a JSON text; the text itself where it is none. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined || text === "") return undefined
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
