import { stripTypeScriptTypes } from "node:module"
import type { Plugin } from "vite"

const BLOCK = /^```ts\n(.*?)^```$/gmsu
const IMPORT = /^import .*?from ".*?"$/gmsu

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
  const blocks = Array.from(page.matchAll(BLOCK), ([, block = ""]) => block)
  const imports = new Set(blocks.flatMap((block) => block.match(IMPORT) ?? []))
  const bodies = blocks.map((block) => `{\n${block.replaceAll(IMPORT, "")}\n}`)
  return stripTypeScriptTypes([...mergeImports(imports), ...bodies].join("\n"))
}

/** Two blocks may import different names of one module, and the same names twice. */
function mergeImports(imports: ReadonlySet<string>): string[] {
  const names = new Map<string, Set<string>>()
  for (const line of imports) {
    const [, typeOnly, list = "", module = ""] =
      /^import (type )?\{(.*?)\} from "(.*?)"$/su.exec(line) ?? []
    if (typeOnly !== undefined) continue
    const known = names.get(module) ?? new Set()
    for (const name of list.split(",")) if (name.trim() !== "") known.add(name.trim())
    names.set(module, known)
  }
  return Array.from(
    names,
    ([module, known]) => `import { ${[...known].join(", ")} } from ${JSON.stringify(module)}`,
  )
}
