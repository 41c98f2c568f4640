import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, extname } from "node:path"
import { compileFunction, constants, Script } from "node:vm"
import type { Jiti } from "jiti"
import { isInModulePackage } from "./module-package.ts"

/** Evaluates a file. */
export type Evaluate = (
  module: { readonly exports: object },
  load: (specifier: string) => Promise<unknown>,
) => Promise<void>

/** A file, compiled: its parameters are those that jiti gives to what it compiles. */
type CompiledModule = (
  exports: object,
  require: NodeJS.Require,
  module: object,
  filename: string,
  dirname: string,
  load: (specifier: string) => Promise<unknown>,
  resolve: (specifier: string) => string,
) => Promise<void>

const SCRIPTS: ReadonlySet<string> = new Set([
  ...[".js", ".mjs", ".cjs", ".jsx"],
  ...[".ts", ".mts", ".cts", ".tsx"],
])

/** Compiles each file once. */
export class CompiledModules {
  readonly #jiti: Jiti
  readonly #scripts: Map<string, Script | undefined> = new Map()

  constructor(jiti: Jiti) {
    this.#jiti = jiti
  }

  /** Whether a file is one of code. */
  isCode(file: string): boolean {
    return SCRIPTS.has(extname(file))
  }

  /** Undefined for CommonJS, which Node can load anew. */
  of(file: string): Evaluate | undefined {
    if (!this.#scripts.has(file)) this.#scripts.set(file, this.#compile(file))
    const script = this.#scripts.get(file)
    if (script === undefined) return undefined
    return async (module, load) => {
      const evaluate = script.runInThisContext() as CompiledModule
      const resolve = (specifier: string): string => this.#jiti.esmResolve(specifier, file)
      const require = createRequire(file)
      await evaluate(module.exports, require, module, file, dirname(file), load, resolve)
    }
  }

  #compile(filename: string): Script | undefined {
    const source = readFileSync(filename, "utf8")
    if (isCommonJs(filename, source)) return undefined
    const ts = /\.[cm]?tsx?$/u.test(filename)
    const code = this.#jiti.transform({ filename, source, ts, async: true })
    const parameters = "exports, require, module, __filename, __dirname, jitiImport, jitiESMResolve"
    return new Script(`(async function (${parameters}) { ${code}\n})`, {
      filename,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
  }
}

/** As Node sees it: by the extension, the next package.json, and else by the syntax. */
function isCommonJs(file: string, source: string): boolean {
  const extension = extname(file)
  if (extension === ".cjs") return true
  if (extension !== ".js" || isInModulePackage(file)) return false
  try {
    compileFunction(source, ["exports", "require", "module", "__filename", "__dirname"])
    return true
  } catch {
    return false
  }
}
