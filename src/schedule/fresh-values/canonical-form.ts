import { canonicalWithBags } from "../../text/values/canonical.ts"
import { toFreshTree } from "./fresh-tree.ts"
import type { KnownValues } from "./known-values.ts"
import { mayBeFresh } from "./pieces.ts"
import { type MomentLabel, renamed } from "./renamed.ts"

/**
 * A value up to renaming of what is fresh in it. Nearly every value has nothing fresh: then it is
 * `plain`, and nothing is asked of `known`.
 *
 * @param plain the same value, as `canonical` makes it.
 */
export function canonicalForm(
  value: unknown,
  plain: unknown,
  known: () => KnownValues,
  momentLabel?: MomentLabel,
): unknown {
  if (!mayBeFresh(JSON.stringify(plain))) return plain
  return renamed(toFreshTree(canonicalWithBags(value), known()), momentLabel)
}
