import type { Contestant, ContestantName } from "./contestant.ts"

/** Loads one contestant only: each patches globals in its own way, so no two share a process. */
export const loadContestant = async (name: ContestantName): Promise<Contestant> => {
  switch (name) {
    case "runner":
      return (await import("./runner.ts")).runner
    case "floor":
      return (await import("./floor.ts")).floor
    case "vendor":
      return (await import("./vendor.ts")).vendor
    default:
      throw new Error(`No contestant is named "${String(name satisfies never)}".`)
  }
}
