import { dirname, resolve } from "node:path"
import ts from "typescript"

/** The docstrings of one file, each at the lines where it stands; all other lines are empty. */
export interface DocsOfFile {
  readonly file: string
  readonly page: string
}

const EXAMPLE = /@example.*?(?=^[^\S\n]*\*[^\S\n]+@|\*\/)/gms

/**
 * The docstrings of everything that entries of the package export, and of its members, as pages of Markdown
 * for the linter. It leaves out examples, and what a user does not see: `@internal` and private members.
 */
export function publicDocs(entries: readonly string[]): DocsOfFile[] {
  const program = programOf(entries)
  const checker = program.getTypeChecker()
  const docs = new Map<ts.SourceFile, Set<ts.JSDoc>>()
  for (const entry of entries) {
    const source = program.getSourceFile(entry)
    const symbol = source && checker.getSymbolAtLocation(source)
    if (symbol === undefined) throw new Error(`The entry ${entry} exports nothing.`)
    for (const exported of checker.getExportsOfModule(symbol)) {
      const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0
      const target = isAlias ? checker.getAliasedSymbol(exported) : exported
      for (const declaration of target.declarations ?? []) collect(declaration, docs)
    }
  }
  return Array.from(docs, ([source, found]) => ({
    file: source.fileName,
    page: pageOf(source, found),
  }))
}

/** Without the standard library and packages, which have no docstrings of ours: that is much faster. */
function programOf(entries: readonly string[]): ts.Program {
  const options = { noLib: true, types: [], allowImportingTsExtensions: true, noEmit: true }
  const host = ts.createCompilerHost(options)
  host.resolveModuleNameLiterals = (literals, from) =>
    literals.map(({ text }) => ({
      resolvedModule: text.startsWith(".")
        ? { resolvedFileName: resolve(dirname(from), text), extension: ts.Extension.Ts }
        : undefined,
    }))
  return ts.createProgram({ rootNames: entries, options, host })
}

function collect(node: ts.Node, docs: Map<ts.SourceFile, Set<ts.JSDoc>>): void {
  const own = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc)
  if (own.some((doc) => doc.getText().includes("@internal")) || isHidden(node)) return
  const source = node.getSourceFile()
  const found = docs.get(source) ?? new Set()
  docs.set(source, found)
  for (const doc of own) found.add(doc)
  node.forEachChild((child) => {
    if (!ts.isBlock(child)) collect(child, docs)
  })
}

function isHidden(node: ts.Node): boolean {
  if (ts.isClassElement(node) && node.name !== undefined && ts.isPrivateIdentifier(node.name)) {
    return true
  }
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected
  return ts.isClassElement(node) && (ts.getCombinedModifierFlags(node) & hidden) !== 0
}

function pageOf(source: ts.SourceFile, docs: ReadonlySet<ts.JSDoc>): string {
  const lines = source.text.split("\n").map(() => "")
  for (const doc of docs) {
    const first = source.getLineAndCharacterOfPosition(doc.getStart()).line
    const text = doc.getText().replaceAll(EXAMPLE, (part) => part.replaceAll(/[^\n]/g, ""))
    text.split("\n").forEach((line, index) => (lines[first + index] = toMarkdown(line)))
  }
  return lines.join("\n")
}

/** A tag is an item of a list: so it is no part of the paragraph above it. */
function toMarkdown(line: string): string {
  return line
    .replace(/^\s*(?:\/\*\*|\*(?!\/))? ?/, "")
    .replace(/\s*\*\/\s*$/, "")
    .replace(/^@(?:param|typeParam|throws) +(\S+)/, "- `$1`")
    .replace(/^@(\w+)/, "- `$1`")
    .replaceAll(/\{@link (\S+?)\}/g, "`$1`")
}
