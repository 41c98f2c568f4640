import { withStackTraceLimit } from "../../text/captured-stack.ts"
import { sitesIn } from "../../text/user-frames.ts"

const MOST_FRAMES = 30

/**
 * Where the code under test stands, such as `src/checkout.ts:12:5`: the innermost frame that belongs
 * neither to this package nor to one in node_modules. Undefined where there is none.
 */
export function currentSite(): string | undefined {
  return currentSites()[0]
}

/** All such frames, the innermost first. */
export function currentSites(): string[] {
  return sitesIn(withStackTraceLimit(MOST_FRAMES, () => new Error("where")).stack)
}
