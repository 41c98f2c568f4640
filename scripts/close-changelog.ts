/*
 * Closes the section "Unreleased" of CHANGELOG.md under the version of package.json: the last step of
 * `npm run version-packages`. Changesets choose the version; people write what has changed.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { closeUnreleased } from "./changelog.ts"
import { readManifest, root } from "./package-under-test.ts"

const path = join(root, "CHANGELOG.md")
const { version } = readManifest(root)
const today = new Date().toISOString().slice(0, "2026-01-31".length)
writeFileSync(path, closeUnreleased(readFileSync(path, "utf8"), version, today))
