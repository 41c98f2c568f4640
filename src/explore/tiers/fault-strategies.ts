import type { FaultKind } from "../../world/events/fault-kind.ts"
import type { ExploreSettings } from "../options/explore-settings.ts"
import type { Baseline } from "../oracle/baseline.ts"
import { alwaysReplay } from "./always-replay.ts"
import { DeviationSearch } from "./deviation-search.ts"
import { FaultSweep } from "./fault-sweep.ts"
import type { FixedPlans } from "./fixed-plans.ts"
import { RandomSearch } from "./random-search.ts"

/** What there is to do about faults, by tier. */
interface FaultStrategies {
  readonly "always-replay"?: FixedPlans
  readonly sweep?: FaultSweep
  readonly systematic?: DeviationSearch
  readonly random?: RandomSearch
}

export function isCrash(kind: FaultKind): boolean {
  return kind === "crash" || kind === "crash-after-persist"
}

export function faultStrategies(settings: ExploreSettings, baseline: Baseline): FaultStrategies {
  const { space, shard } = settings
  if (space.faults.length === 0 || space.maxFaults === 0) return {}
  // What is persisted is the same after these, so that runs which meet there go on alike.
  const systematically = space.faults.filter((kind) => isCrash(kind) || kind === "wake")
  const replaying = space.faults.filter((kind) => kind === "crash-after-persist")
  const toSearch = { ...space, faults: systematically }
  return {
    "always-replay": alwaysReplay({ ...space, faults: replaying }, baseline.drawsNumbers),
    sweep: new FaultSweep({ ...space, maxFaults: 1 }),
    ...(systematically.length > 0 && {
      systematic: new DeviationSearch("systematic", toSearch, { merges: true, shard }),
    }),
    random: new RandomSearch(settings, baseline),
  }
}
