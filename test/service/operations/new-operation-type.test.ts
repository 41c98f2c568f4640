import { readdirSync, readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import ts from "typescript"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "../../..")

/** What the compiler says of `src` when the API model has one more operation type. */
function placesThatMissAType(name: string): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) =>
    readFileSync(path, "utf8"),
  ) as {
    config: object
  }
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    { ...config, include: ["src"] },
    ts.sys,
    root,
  )
  const host = ts.createCompilerHost(options)
  let patched = 0
  const readFile = host.readFile.bind(host)
  host.readFile = (path) => {
    const text = readFile(path)
    if (text === undefined || !path.endsWith("client-lambda/dist-types/models/enums.d.ts")) {
      return text
    }
    patched++
    return withOperationType(text, name)
  }
  const program = ts.createProgram(fileNames, options, host)
  const places = new Map<string, string[]>()
  for (const file of program.getSourceFiles()) {
    if (program.isSourceFileFromExternalLibrary(file) || file.isDeclarationFile) continue
    const messages = program
      .getSemanticDiagnostics(file)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))
    if (messages.length === 0) continue
    places.set(relative(root, file.fileName).split(sep).join("/"), messages)
  }
  expect(patched).toBe(1)
  return places
}

/** The model of the API with a new member of its `OperationType`. */
function withOperationType(model: string, name: string): string {
  const start = "export declare const OperationType: {"
  expect(model.split(start)).toHaveLength(2)
  return model.replace(start, `${start}\n    readonly ${name}: "${name}";`)
}

/*
 * Each of them is a table with an entry for every operation type. What follows from a new entry (its
 * descriptor, a node of the fast-check programs) the compiler asks for when the entry is there.
 */
const PLACES = [
  "src/fast-check/program.ts",
  "src/replay/history/replayed-types.ts",
  "src/runner/results/operation-text.ts",
  "src/service/operations/operations.ts",
  "src/service/state/event-record.ts",
  "src/service/state/operation-record.ts",
  "src/service/values/operation-type.ts",
]

test("a new operation type fails to compile in the tables of types, and nowhere else", () => {
  const places = placesThatMissAType("SEMAPHORE")
  expect([...places.keys()].toSorted()).toEqual(PLACES)
  for (const messages of places.values()) expect(messages.join("\n")).toContain("SEMAPHORE")
}, 180_000)

/** Where a type is told from the others by its name, as a `switch` over the types would do it. */
test("no file besides these tables and the descriptors knows more than two types by name", () => {
  const names = /"(CALLBACK|CHAINED_INVOKE|CONTEXT|STEP|WAIT)"/g
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .map((path) => `src/${path.split(sep).join("/")}`)
    .filter((path) => path.endsWith(".ts") && !PLACES.includes(path))
    .filter((path) => !path.startsWith("src/service/operations/"))
  expect(files.length).toBeGreaterThan(300)
  const known = files.map((path) => {
    const text = readFileSync(join(root, path), "utf8")
    return { path, types: new Set(text.match(names)).size }
  })
  expect(known.filter(({ types }) => types > 2)).toEqual([])
})
