import { shortenMiddle } from "./shorten.ts"
import { isError, showThrown } from "./show-value.ts"

const MOST_CAUSES = 3
const MOST_ERRORS = 3
const LONGEST = 300

/**
 * What stands behind an error, and is in its text rarely: its causes and the errors that it combines,
 * such as `caused by Error: connect ECONNREFUSED 127.0.0.1:1`. Empty for an error that stands alone.
 */
export function showCauses(thrown: unknown): string {
  const parts: string[] = []
  const seen = new Set<unknown>([undefined])
  let error: unknown = thrown
  while (parts.length < MOST_CAUSES && !seen.has(error)) {
    seen.add(error)
    const combined = combinedIn(error)
    if (combined !== "") parts.push(combined)
    const cause = memberOf(error, "cause")
    if (!seen.has(cause) && memberOf(cause, "message") !== memberOf(error, "message")) {
      parts.push(`caused by ${inShort(cause)}`)
    }
    error = cause
  }
  return parts.join(", ")
}

/** The errors of an AggregateError, and of errors that are made like one. */
function combinedIn(error: unknown): string {
  const errors = memberOf(error, "errors")
  if (!Array.isArray(errors) || errors.length === 0) return ""
  const shown = errors.slice(0, MOST_ERRORS).map((each: unknown) => inShort(each))
  const more = errors.length - shown.length
  return `combining ${shown.join(" and ")}${more === 0 ? "" : ` and ${more} more`}`
}

function inShort(thrown: unknown): string {
  return shortenMiddle(showThrown(thrown), LONGEST)
}

/** Getters may throw, and a proxy too. */
function memberOf(error: unknown, name: string): unknown {
  try {
    return isError(error) ? Reflect.get(error, name) : undefined
  } catch {
    return undefined
  }
}
