import type { ChoiceKind } from "./chooser.ts"
import type { WorldEvent } from "./events.ts"

/** Something that a chooser may let happen. */
export interface Choice extends Omit<WorldEvent, "kind"> {
  readonly kind: ChoiceKind
}
