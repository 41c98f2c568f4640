import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"

/** Whether the next package.json says that its files are ES modules. */
export function isInModulePackage(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
      return Reflect.get(Object(manifest) as object, "type") === "module"
    } catch {
      if (folder === dirname(folder)) return false
    }
  }
}
