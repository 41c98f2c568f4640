/*
 * The declarations of the tarball as the compilers of users see them: each framework's matchers and fixtures
 * in the versions that are supported, by the oldest TypeScript, a usual one and the newest, and by each way to
 * resolve modules. `--all` tries every framework, `--only <name>` one; without either the newest are tried.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { install } from "./compatibility/install.ts"
import { root, temporaryFolder } from "./package-under-test.ts"
import { pack } from "./published-package.ts"

interface Framework {
  readonly name: string
  readonly packages: readonly string[]
  /** What is compiled: a file of `scripts/types`, where it is a text to every other tool. */
  readonly file: string
  readonly isQuick: boolean
}

const FRAMEWORKS: readonly Framework[] = [
  { name: "vitest 5", packages: ["vitest@5"], file: "vitest-user.ts", isQuick: true },
  { name: "vitest 4", packages: ["vitest@4"], file: "vitest-user.ts", isQuick: false },
  { name: "vitest 3", packages: ["vitest@3"], file: "vitest-user.ts", isQuick: false },
  { name: "jest 30", packages: ["@jest/globals@30"], file: "jest-user.ts", isQuick: true },
  { name: "jest 29", packages: ["@jest/globals@29"], file: "jest-user.ts", isQuick: false },
  {
    name: "jest 29, @types/jest",
    packages: ["@jest/globals@29", "@types/jest@29"],
    file: "jest-globals-user.ts",
    isQuick: false,
  },
  { name: "no framework", packages: ["expect@30"], file: "plain-user.ts", isQuick: true },
]

const TYPESCRIPTS = ["5.0", "5.9", "6"]

const WAYS: Readonly<Record<string, readonly string[]>> = {
  bundler: ["--module", "esnext", "--moduleResolution", "bundler"],
  node16: ["--module", "node16", "--moduleResolution", "node16"],
}

const isAll = process.argv.includes("--all")
const folder = temporaryFolder()
const tarball = pack(folder)
const failed: string[] = []
const only = process.argv.includes("--only")
  ? process.argv[process.argv.indexOf("--only") + 1]
  : undefined
for (const framework of FRAMEWORKS) {
  const isChosen = only === undefined ? isAll || framework.isQuick : framework.name === only
  if (isChosen) check(framework)
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join("; ")}`)
  process.exitCode = 1
}

function check({ name, packages, file }: Framework): void {
  const project = join(folder, name.replaceAll(/\W+/gu, "-"))
  mkdirSync(project)
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }))
  const compilers = TYPESCRIPTS.map((version) => `typescript-${version}@npm:typescript@${version}`)
  const others = ["@aws/durable-execution-sdk-js@2.4.0", "@types/node@22", "@types/aws-lambda@8"]
  if (!install([tarball, ...others, ...packages, ...compilers], project)) {
    throw new Error(`Failed to install ${packages.join(" ")} by npm.`)
  }
  for (const each of new Set([file, "runner-user.ts"])) {
    copyFileSync(join(root, "scripts/types", `${each}.txt`), join(project, each))
  }
  for (const version of TYPESCRIPTS) {
    for (const [way, flags] of Object.entries(WAYS)) {
      const label = `${name}, TypeScript ${version}, ${way}`
      const compiler = fileURLToPath(new URL("types/compile.ts", import.meta.url))
      const args = [compiler, `typescript-${version}`, ...flags, file, "runner-user.ts"]
      try {
        execFileSync(process.execPath, args, { cwd: project, stdio: "inherit" })
        console.log(`${label}: fine`)
      } catch {
        failed.push(label)
      }
    }
  }
}
