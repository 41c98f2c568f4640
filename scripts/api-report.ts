/*
 * The public API as the compiler of a user sees it: the declarations that each entry of dist exports,
 * without comments, in api/*.api.md. `npm run api` writes the reports, `npm run check:api` fails where
 * they differ from what was built; both need `npm run build` first.
 *
 * Two things hold besides: no class or interface is in the declaration files that no entry exports,
 * and the main entry stays small enough to be read in one go.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import ts from "typescript"
import { readManifest, root } from "./package-under-test.ts"

const MOST_NAMES_OF_MAIN = 40

interface Entry {
  readonly specifier: string
  readonly report: string
  readonly file: string
}

const manifest = readManifest(root)
const dist = join(root, "dist")
const folder = join(root, "api")
const entries: Entry[] = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
  if (typeof target !== "object" || target === null) return []
  const name = subpath === "." ? "index" : subpath.slice(2)
  const file = join(dist, `${name}.d.mts`)
  if (!existsSync(file)) throw new Error(`There is no ${file}. Did you run \`npm run build\`?`)
  return [{ specifier: manifest.name + subpath.slice(1), report: `${name}.api.md`, file }]
})

const program = ts.createProgram(
  readdirSync(dist)
    .filter((file) => file.endsWith(".d.mts"))
    .map((file) => join(dist, file)),
  {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    skipLibCheck: true,
    types: ["node"],
  },
)
const checker = program.getTypeChecker()
const printer = ts.createPrinter({ removeComments: true })
/** The report that shows a symbol: the first of the entries that export it. */
const shown = new Map<ts.Symbol, string>()
const reports = new Map(entries.map((entry) => [entry.report, render(entry)]))

const problems = [...leaks(), ...excess()]
if (process.argv.includes("--update")) write()
else problems.push(...differences())
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)
console.log(`${shown.size} names in ${entries.length} entries, as the reports in api/ say.`)

function exportsOf({ file }: Entry): { readonly name: string; readonly symbol: ts.Symbol }[] {
  const source = program.getSourceFile(file)
  const module = source && checker.getSymbolAtLocation(source)
  if (module === undefined) throw new Error(`${file} exports nothing.`)
  return checker
    .getExportsOfModule(module)
    .map((symbol) => ({ name: symbol.name, symbol: originalOf(symbol) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function originalOf(symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
}

function render(entry: Entry): string {
  const blocks = exportsOf(entry).map(({ name, symbol }) => {
    const first = shown.get(symbol)
    if (first !== undefined) return `// ${name}: see ${first}`
    shown.set(symbol, entry.report)
    return (symbol.declarations ?? []).map(print).join("\n")
  })
  return [
    `# \`${entry.specifier}\``,
    "",
    "Written by `npm run api`. Names in the order of the alphabet, without their comments.",
    "",
    "```ts",
    blocks.join("\n\n"),
    "```",
    "",
  ].join("\n")
}

function print(declaration: ts.Declaration): string {
  // A variable is part of a statement, which has its keyword.
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile())
}

/** Classes and interfaces that a user's compiler reads and cannot name. */
function leaks(): string[] {
  const exported = new Set([...shown.keys()].flatMap((symbol) => symbol.declarations ?? []))
  return program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(dist.replaceAll("\\", "/")))
    .flatMap((source) => source.statements)
    .filter((node) => ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node))
    .filter((node) => !exported.has(node))
    .map(
      (node) =>
        `The declaration files have ${node.name?.text ?? "a class"}, which no entry exports. ` +
        "Export it, or mark with @internal what leads to it.",
    )
}

function excess(): string[] {
  const [main] = entries
  const count = main === undefined ? 0 : exportsOf(main).length
  if (count <= MOST_NAMES_OF_MAIN) return []
  return [
    `The main entry exports ${count} names, and ${MOST_NAMES_OF_MAIN} are its limit. Move some to another entry.`,
  ]
}

function differences(): string[] {
  const present = existsSync(folder) ? readdirSync(folder) : []
  const known = [...reports].flatMap(([report, text]) => {
    const path = join(folder, report)
    if (existsSync(path) && readFileSync(path, "utf8") === text) return []
    return [`api/${report} is not what was built. Run \`npm run api\` and look at the difference.`]
  })
  const stale = present
    .filter((file) => !reports.has(file))
    .map((file) => `api/${file} is of no entry. Run \`npm run api\`.`)
  return [...known, ...stale]
}

function write(): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [report, text] of reports) writeFileSync(join(folder, report), text)
}
