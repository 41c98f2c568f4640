import { readFileSync } from "node:fs"
import { join, relative, sep } from "node:path"
import ts from "typescript"
import { expect, test } from "vitest"

const root = join(import.meta.dirname, "../../..")

/** What the compiler says of `src` when the API model has one more operation type. */
function placesThatMissAType(name: string): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile) as {
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
  "src/replay/record/replayed-types.ts",
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

test("only tables of types spell the name of a type that has a descriptor in its place", () => {
  for (const place of PLACES) {
    const text = readFileSync(join(root, place), "utf8")
    for (const type of ["STEP", "WAIT", "CALLBACK", "CHAINED_INVOKE", "CONTEXT"]) {
      expect(text).toContain(`${type}:`)
    }
  }
})
