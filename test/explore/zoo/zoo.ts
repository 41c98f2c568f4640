import { batches } from "./batches.ts"
import type { BugZooEntry } from "./bug.ts"
import { callbacks } from "./callbacks.ts"
import { compensation } from "./compensation.ts"
import { detached } from "./detached.ts"
import { effects } from "./effects.ts"
import { memory } from "./memory.ts"
import { races } from "./races.ts"
import { sharedState } from "./shared-state.ts"

export const bugs: readonly BugZooEntry[] = [
  ...races,
  ...sharedState,
  ...effects,
  ...detached,
  ...callbacks,
  ...compensation,
  ...batches,
  ...memory,
]
