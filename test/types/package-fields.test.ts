import { readFileSync } from "node:fs"
import ts from "typescript"
import { expect, test } from "vitest"

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
  readonly name: string
  readonly main: string
  readonly types: string
  readonly exports: Readonly<Record<string, { readonly require: { readonly types: string } }>>
}
const entries = Object.entries(manifest.exports).filter(([path]) => !path.endsWith(".json"))

/** Where a compiler finds the types of an entry, in a project that has the package and nothing else. */
function resolved(subpath: string, settings: ts.CompilerOptions): string | undefined {
  const folder = `/project/node_modules/${manifest.name}`
  const files = new Map([
    [`${folder}/package.json`, JSON.stringify(manifest)],
    ...entries.map(
      ([
        ,
        {
          require: { types },
        },
      ]): [string, string] => [`${folder}/${types.slice(2)}`, "export {}"],
    ),
  ])
  const { resolvedModule } = ts.resolveModuleName(
    `${manifest.name}${subpath.slice(1)}`,
    "/project/order.test.ts",
    settings,
    { fileExists: (path) => files.has(path), readFile: (path) => files.get(path) },
  )
  return resolvedModule?.resolvedFileName.replace(`${folder}/`, "./")
}

test.each(entries.map(([subpath, target]) => [subpath, target.require.types] as const))(
  "the entry %s is found by compilers that do not read exports, and by those that do (D1)",
  (subpath, types) => {
    const { CommonJS, Node16 } = ts.ModuleKind
    // eslint-disable-next-line typescript/no-deprecated -- What TypeScript 5 does by default.
    const withoutExports = ts.ModuleResolutionKind.Node10
    const withExports = ts.ModuleResolutionKind.Node16
    expect(resolved(subpath, { module: CommonJS, moduleResolution: withoutExports })).toBe(types)
    expect(resolved(subpath, { module: Node16, moduleResolution: withExports })).toBe(types)
  },
)

test("the main entry has main and types of CommonJS, for what does not read exports (D1)", () => {
  expect(manifest.main).toBe("./dist/index.cjs")
  expect(manifest.types).toBe("./dist/index.d.cts")
})
