import { createRequire, isBuiltin } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { Jiti } from "jiti"
import { SpentTime } from "../../world/limits/spent-time.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import { CompiledModules } from "./compiled-modules.ts"
import { functionsOf, type LoadedHandler } from "./load-handler.ts"
import { createJitiFor } from "./load-module.ts"

/** A handler as each new container loads it. */
export interface FreshModules {
  /** Loads the files anew, and returns the handler of that copy. */
  readonly load: () => Promise<LambdaHandler>
  /** The handler of a first copy. */
  readonly handler: LambdaHandler
  /** How many files there are. Packages are not among them: all containers share these. */
  readonly files: number
  /** Real time that one copy takes, once the files are compiled. */
  readonly loadMs: number
}

/**
 * Loads the files of a handler again and again, apart from those that Node has loaded. Node keeps each copy
 * of an ES module for good: thousands of them fill the memory. So these files are compiled once, as jiti
 * compiles them, and evaluated for each container.
 *
 * @throws what the files throw, and an error if a copy has no such function.
 */
export async function freshModules({
  path,
  exportName,
}: Pick<LoadedHandler, "path" | "exportName">): Promise<FreshModules> {
  const jiti = await createJitiFor(path)
  const shared = {
    jiti,
    compiled: new CompiledModules(jiti),
    resolved: new Map<string, string>(),
    packages: new Map<string, Promise<unknown>>(),
  }
  const copy = async (): Promise<{ readonly handler: LambdaHandler; readonly files: number }> => {
    const modules = new ModulesOfContainer(shared, path)
    const exported = (await modules.import(path, [])) as Record<string, unknown>
    const handler = functionsOf(exported).get(exportName)
    if (typeof handler !== "function") {
      throw new Error(`a copy of it exports no function ${JSON.stringify(exportName)}`)
    }
    return { handler: handler as LambdaHandler, files: modules.files }
  }
  await copy()
  const time = new SpentTime()
  const { handler, files } = await copy()
  const loadMs = time.spentMs
  return { load: async () => (await copy()).handler, handler, files, loadMs }
}

interface Shared {
  readonly jiti: Jiti
  readonly compiled: CompiledModules
  /** Where what a file imports is. */
  readonly resolved: Map<string, string>
  readonly packages: Map<string, Promise<unknown>>
}

interface OwnModule {
  readonly exports: unknown
  /** Settles once it is evaluated. */
  readonly evaluated: Promise<void>
}

/** The files that one container has loaded. */
class ModulesOfContainer {
  readonly #shared: Shared
  readonly #modules: Map<string, OwnModule> = new Map()
  readonly #commonJs: Readonly<Record<string, NodeJS.Module | undefined>>

  constructor(shared: Shared, path: string) {
    this.#shared = shared
    // Files of CommonJS are loaded by Node, which forgets them when it is told to.
    this.#commonJs = createRequire(path).cache
    for (const file of this.#ownCommonJs()) Reflect.deleteProperty(this.#commonJs, file)
  }

  get files(): number {
    return new Set([...this.#modules.keys(), ...this.#ownCommonJs()]).size
  }

  /** @param importers of the file, which wait for it. */
  async import(file: string, importers: readonly string[]): Promise<unknown> {
    const module = this.#modules.get(file) ?? this.#begin(file, importers)
    // Files that import one another see each other as far as they are.
    if (!importers.includes(file)) await module.evaluated
    return module.exports
  }

  #begin(file: string, importers: readonly string[]): OwnModule {
    const evaluate = this.#shared.compiled.of(file)
    if (evaluate === undefined) {
      const exports: unknown = createRequire(file)(file)
      return { exports, evaluated: Promise.resolve() }
    }
    const module = { exports: {} }
    const chain = [...importers, file]
    const evaluated = evaluate(module, (specifier) => this.#importFrom(specifier, file, chain))
    const own = { exports: module.exports, evaluated }
    this.#modules.set(file, own)
    return own
  }

  async #importFrom(
    specifier: string,
    file: string,
    importers: readonly string[],
  ): Promise<unknown> {
    const { jiti, packages, compiled } = this.#shared
    const place = isBuiltin(specifier) ? specifier : this.#resolve(specifier, file)
    const isOwn = !isBuiltin(place) && !isOfPackage(place)
    if (isOwn) return compiled.isCode(place) ? this.import(place, importers) : jiti.import(place)
    const known = packages.get(place) ?? jiti.import(place)
    packages.set(place, known)
    return known
  }

  #resolve(specifier: string, file: string): string {
    const { jiti, resolved } = this.#shared
    const key = `${file}\0${specifier}`
    const known = resolved.get(key)
    if (known !== undefined) return known
    const url = jiti.esmResolve(specifier, pathToFileURL(file).href)
    const place = url.startsWith("file:") ? fileURLToPath(url) : url
    resolved.set(key, place)
    return place
  }

  #ownCommonJs(): readonly string[] {
    return Object.keys(this.#commonJs).filter((file) => !isOfPackage(file))
  }
}

function isOfPackage(file: string): boolean {
  return /[\\/]node_modules[\\/]/u.test(file)
}
