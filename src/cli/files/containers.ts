import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import { UsageError } from "../usage-error.ts"
import { freshModules } from "./fresh-modules.ts"
import type { LoadedHandler } from "./load-handler.ts"

/** What a new container of a search gets: files of its own, or those of all others. */
export type ModulesMode = "fresh" | "shared"

/** How a search gets the handler. */
export interface Containers {
  readonly handler: LambdaHandler
  readonly createHandler: (() => Promise<LambdaHandler>) | undefined
  readonly mode: ModulesMode
  /** Whether another machine might choose the other mode. */
  readonly isClose: boolean
  /** What the search takes for granted. */
  readonly assumption: string
}

/** Real milliseconds. A search makes hundreds of containers a second where loading takes none. */
const MOST_LOAD_MS = 50

/**
 * Loads the files of a handler anew for each container, as Lambda does, unless that cannot be done or takes
 * too long.
 *
 * @param mode what was asked for.
 * @throws {UsageError} if copies were asked for and cannot be loaded.
 */
export async function containersOf(
  loaded: LoadedHandler,
  file: string,
  mode: ModulesMode | undefined,
): Promise<Containers> {
  const shared = (why: string): Containers => ({
    handler: loaded.handler,
    createHandler: undefined,
    mode: "shared",
    isClose: true,
    assumption: `shared       all runs share the variables of ${file}${why}`,
  })
  if (mode === "shared") return shared(", as --modules shared says")
  let fresh
  try {
    fresh = await freshModules(loaded)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    if (mode === undefined) return shared(`, because a second copy cannot be loaded: ${why}`)
    throw new UsageError(
      `--modules fresh: a second copy of ${file} cannot be loaded: ${why}. Pass --modules shared.`,
      { cause },
    )
  }
  const { load, handler, files, loadMs } = fresh
  if (mode === undefined && loadMs > MOST_LOAD_MS) {
    return shared(
      `, because loading a copy takes ${Math.round(loadMs)} ms. Pass --modules fresh to search with copies`,
    )
  }
  const others = files - 1
  const imported = others > 0 ? ` and ${others} file${others === 1 ? "" : "s"} that it imports` : ""
  return {
    handler,
    createHandler: load,
    mode: "fresh",
    isClose: loadMs > MOST_LOAD_MS / 5,
    assumption: `fresh        each container loads its own copy of ${file}${imported}; all share the packages`,
  }
}
