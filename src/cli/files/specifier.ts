import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, extname, join, resolve } from "node:path"
import { getTsconfig, parseTsconfig, type TsConfigJsonResolved } from "get-tsconfig"
import { isInModulePackage } from "./module-package.ts"

/** How the files of a project name each other: by their own extension, by that of the output, or without. */
type ImportStyle = "source" | "compiled" | "bare"

/** What shows it in code. Names without an extension have no dot. */
const IMPORTS: readonly (readonly [ImportStyle, RegExp])[] = [
  ["source", /\b(?:from|import)\s*\(?\s*["']\.{1,2}\/[^"'\n]*\.[cm]?tsx?["']/u],
  ["compiled", /\b(?:from|import)\s*\(?\s*["']\.{1,2}\/[^"'\n]*\.[cm]?js["']/u],
  ["bare", /\b(?:from|import)\s*\(?\s*["']\.{1,2}\/[^".'\n]*["']/u],
]

/** So many files beside the handler are read at the most. */
const MOST_NEIGHBOURS = 50

/** The last part of the path by which a file of TypeScript is imported in its project. */
export function specifierOf(path: string): string {
  const name = basename(path)
  const extension = extname(path)
  if (!/^\.[cm]?tsx?$/u.test(extension)) return name
  const style = styleSeenAt(path) ?? styleOfCompiler(path)
  if (style === "source") return name
  const stem = name.slice(0, -extension.length)
  // No compiler finds these by their stem.
  const isNamedByOutput = style === "compiled" || extension === ".mts" || extension === ".cts"
  return isNamedByOutput ? stem + extension.replace("t", "j").replace("x", "") : stem
}

/** By the imports of the file itself, else of those beside it. */
function styleSeenAt(path: string): ImportStyle | undefined {
  const folder = dirname(path)
  const beside = readdirSync(folder)
    .filter((name) => /\.[cm]?tsx?$/u.test(name) && !name.includes(".d."))
    .slice(0, MOST_NEIGHBOURS)
    .map((name) => join(folder, name))
  for (const file of [path, ...beside]) {
    const text = readFileSync(file, "utf8")
    const seen = IMPORTS.find(([, pattern]) => pattern.test(text))
    if (seen !== undefined) return seen[0]
  }
  return undefined
}

/** What the compiler of the project resolves, or else Node. */
function styleOfCompiler(path: string): ImportStyle {
  const isModule = path.endsWith(".mts") || isInModulePackage(path)
  const options = compilerOptionsOf(path)
  // Node strips types and resolves nothing.
  if (options === undefined) return isModule ? "source" : "bare"
  const { allowImportingTsExtensions, rewriteRelativeImportExtensions } = options
  if (allowImportingTsExtensions === true || rewriteRelativeImportExtensions === true) {
    return "source"
  }
  const resolution = options.moduleResolution ?? options.module ?? ""
  return isModule && /^node(?:16|18|20|next)$/iu.test(resolution) ? "compiled" : "bare"
}

type CompilerOptions = NonNullable<TsConfigJsonResolved["compilerOptions"]>

/** Undefined without a tsconfig.json, or with one that cannot be read. */
function compilerOptionsOf(path: string): CompilerOptions | undefined {
  try {
    const found = getTsconfig(path)
    if (found === null) return undefined
    const { compilerOptions = {}, files, references } = found.config
    const [reference] = references ?? []
    if (files?.length !== 0 || reference === undefined) return compilerOptions
    // A file that only lists the parts of a project.
    const part = resolve(dirname(found.path), reference.path)
    const config = parseTsconfig(part.endsWith(".json") ? part : join(part, "tsconfig.json"))
    return config.compilerOptions ?? {}
  } catch {
    return undefined
  }
}
