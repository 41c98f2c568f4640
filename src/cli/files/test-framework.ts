import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import type { Framework } from "../commands/test-file.ts"

/** The framework that the project of a file depends on, in its own package.json or one above; else vitest. */
export function frameworkOf(file: string): Framework {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const names = dependenciesOf(join(folder, "package.json"))
    if (names.includes("vitest")) return "vitest"
    if (names.some((name) => name === "jest" || name === "@jest/globals")) return "jest"
    if (folder === dirname(folder)) return "vitest"
  }
}

function dependenciesOf(path: string): readonly string[] {
  try {
    const manifest = Object(JSON.parse(readFileSync(path, "utf8"))) as {
      readonly dependencies?: unknown
      readonly devDependencies?: unknown
    }
    const { dependencies, devDependencies } = manifest
    return [dependencies, devDependencies].flatMap((each) => Object.keys(Object(each) as object))
  } catch {
    return []
  }
}

/** Whether a test beside a file finds what it imports. */
export function isInstalled(framework: Framework, file: string): boolean {
  const { resolve } = createRequire(file)
  try {
    resolve(`${framework}/package.json`)
    return true
  } catch {
    return false
  }
}
