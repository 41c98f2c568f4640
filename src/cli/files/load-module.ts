import { pathToFileURL } from "node:url"
import type { Jiti } from "jiti"

/*
 * Node strips the types of a module by itself (22.18 and newer), which costs nothing and keeps the lines.
 * It cannot load what a compiler would have to change: enums, imports without an extension or with that of
 * the compiled file, types imported as values, paths of a tsconfig. All of these fail before any of the
 * code has run, and then jiti loads the module.
 */
const BEYOND_NODE: ReadonlySet<unknown> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
])

/** @param path absolute. */
export async function loadModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Record<string, unknown>
  } catch (error) {
    if (!isBeyondNode(error)) throw error
    return loadWithJiti(path, error)
  }
}

function isBeyondNode(error: unknown): boolean {
  return (
    error instanceof SyntaxError || BEYOND_NODE.has(Reflect.get(Object(error) as object, "code"))
  )
}

/** @param place the file, or its URL, from which what it loads is found. */
export async function createJitiFor(place: string): Promise<Jiti> {
  const { createJiti } = await import("jiti")
  return createJiti(place, { fsCache: false, sourceMaps: true, tsconfigPaths: true })
}

async function loadWithJiti(path: string, first: unknown): Promise<Record<string, unknown>> {
  const jiti = await createJitiFor(import.meta.url)
  try {
    return await jiti.import<Record<string, unknown>>(path)
  } catch (error) {
    // Both cannot find the same module, and Node says best which.
    const isMissing = Reflect.get(Object(first) as object, "code") === "ERR_MODULE_NOT_FOUND"
    throw isMissing && first instanceof Error ? first : error
  }
}
