import { globSync, readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import type { Plugin } from "vite"

const BLOCK = /^```ts\n(.*?)^```$/gmsu
const IMPORT = /^import (?:[^"]*? from )?"[^"]*"$/gmu
/** A page says what happens with the options that it shows, whatever the suite runs with. */
const WITHOUT_DEFAULTS = `delete process.env["DURABLE_TEST_RUNNER_DEFAULTS"]`

/** The pages that have such a block: a page of tables, or of settings, is no test file. */
export function pagesWithTests(...patterns: readonly string[]): string[] {
  return globSync(patterns).filter((page) => readFileSync(page, "utf8").search(BLOCK) >= 0)
}

/** Makes a test file of a Markdown page: every `ts` block is a module that has to pass. */
export function markdownTests(): Plugin {
  return {
    name: "markdown-tests",
    enforce: "pre",
    transform(code, id) {
      return id.endsWith(".md") ? { code: toModule(code), map: null } : undefined
    },
  }
}

/** The blocks share their imports and nothing else. */
function toModule(page: string): string {
  return stripTypeScriptTypes(toTypeScript(page, "without types"))
}

/** The same with its types: what `test/docs/snippets.test.ts` compiles. */
export function toTypeScript(page: string, imports: "with types" | "without types"): string {
  const blocks = Array.from(page.matchAll(BLOCK), ([, block = ""]) => block)
  const lines = new Set(blocks.flatMap((block) => block.match(IMPORT) ?? []))
  const bodies = blocks.map((block) => `{\n${block.replaceAll(IMPORT, "")}\n}`)
  const types = imports === "with types" ? typeImports(lines) : []
  return [...types, ...mergeImports(lines), WITHOUT_DEFAULTS, ...bodies].join("\n")
}

/**
 * Two blocks may import different names of one module, and the same names twice. Those for their effect
 * and of whole namespaces stay as they are.
 */
function mergeImports(imports: ReadonlySet<string>): string[] {
  const names = new Map<string, Set<string>>()
  const whole = [...imports].filter((line) => /^import (?:"|\* as )/u.test(line))
  for (const line of imports) {
    const [, typeOnly, list = "", module = ""] =
      /^import (type )?\{(.*?)\} from "(.*?)"$/su.exec(line) ?? []
    if (typeOnly !== undefined || whole.includes(line)) continue
    const known = names.get(module) ?? new Set()
    for (const name of list.split(",")) if (name.trim() !== "") known.add(name.trim())
    names.set(module, known)
  }
  const named = Array.from(
    names,
    ([module, known]) => `import { ${[...known].join(", ")} } from ${JSON.stringify(module)}`,
  )
  return [...whole, ...named]
}

function typeImports(imports: ReadonlySet<string>): string[] {
  const names = new Map<string, Set<string>>()
  for (const line of imports) {
    const [, list = "", module = ""] = /^import type \{(.*?)\} from "(.*?)"$/su.exec(line) ?? []
    const known = names.get(module) ?? new Set()
    for (const name of list.split(",")) if (name.trim() !== "") known.add(name.trim())
    if (known.size > 0) names.set(module, known)
  }
  return Array.from(
    names,
    ([module, known]) => `import type { ${[...known].join(", ")} } from ${JSON.stringify(module)}`,
  )
}
