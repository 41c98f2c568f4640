/*
 * Writes the package as it is published into the folder that `publishConfig.directory` names, which is
 * what `changeset publish` publishes.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./package-under-test.ts"
import { writePublishedPackage } from "./published-package.ts"

const { publishConfig } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  publishConfig: { directory: string }
}

writePublishedPackage(join(root, publishConfig.directory))
