/*
 * Compiles files as `tsc --noEmit --strict` does, and reports what is wrong in them and in the declarations of
 * this package. Other packages have declarations that their own oldest compilers do not understand.
 *
 * node compile.ts <package of TypeScript> <flags...> <files...>
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import type typescript from "typescript"

const [compiler = "typescript", ...args] = process.argv.slice(2)
const load = createRequire(join(process.cwd(), "package.json"))
const ts = load(compiler) as typeof typescript
const strict = [
  ...["--noEmit", "--strict", "--exactOptionalPropertyTypes"],
  ...["--target", "es2022", "--lib", "es2023", "--types", "node"],
]
const { options, fileNames, errors } = ts.parseCommandLine([...strict, ...args])
const program = ts.createProgram(fileNames, options)
const own = program
  .getSourceFiles()
  .filter(
    ({ fileName }) =>
      fileNames.some((name) => fileName.endsWith(name)) ||
      fileName.includes("node_modules/durable-test-runner/"),
  )
const diagnostics = [
  ...errors,
  ...program.getOptionsDiagnostics(),
  ...own.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]),
]
if (diagnostics.length > 0) {
  const text = ts.formatDiagnostics(diagnostics, {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => process.cwd(),
    getNewLine: () => "\n",
  })
  console.error(text)
  process.exitCode = 1
}
