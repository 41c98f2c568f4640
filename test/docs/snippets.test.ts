import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import ts from "typescript"
import { expect, test } from "vitest"
import { pagesWithTests, toTypeScript } from "../../scripts/markdown-tests.ts"

/*
 * What a reader copies compiles under the settings of this repository, which are stricter than `strict`.
 * The types of a snippet are stripped where it runs as a test, so nothing else looks at them.
 */
const root = fileURLToPath(new URL("../..", import.meta.url))
const pages = pagesWithTests("README.md", "docs/*.md", "examples/*/README.md", "skills/*/*.md")

/** Settings of the compiler that say what a library must look like, and no test. */
const OF_LIBRARIES = { isolatedDeclarations: false, declaration: false, stripInternal: false }

function compile(sources: ReadonlyMap<string, string>): string[] {
  const config = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path))
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root)
  // Imports of types are merged with those of values.
  const settings = { ...options, ...OF_LIBRARIES, verbatimModuleSyntax: false }
  const host = ts.createCompilerHost(settings)
  const withSnippets: ts.CompilerHost = {
    ...host,
    fileExists: (path) => sources.has(resolve(path)) || host.fileExists(path),
    readFile: (path) => sources.get(resolve(path)) ?? host.readFile(path),
    getSourceFile: (path, version, ...rest) => {
      const source = sources.get(resolve(path))
      return source === undefined
        ? host.getSourceFile(path, version, ...rest)
        : ts.createSourceFile(path, source, version, true)
    },
  }
  const program = ts.createProgram([...sources.keys()], settings, withSnippets)
  return [...sources.keys()]
    .flatMap((path) => {
      const file = program.getSourceFile(path)
      return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    })
    .map(({ file, start = 0, messageText }) => {
      const line = file?.text.slice(0, start).split("\n").length ?? 0
      const code = file?.text.split("\n")[line - 1]?.trim()
      const message = ts.flattenDiagnosticMessageText(messageText, "\n")
      return `${file?.fileName.replace(root, "")}: ${message}\n    ${code}`
    })
}

/** A page as the module that it stands for, beside the page, so that its imports resolve as there. */
function moduleOf(page: string): [string, string] {
  return [
    join(root, `${page}.snippets.ts`),
    toTypeScript(readFileSync(join(root, page), "utf8"), "with types"),
  ]
}

test("every snippet of the documentation compiles under strict (D2)", () => {
  expect(pages).toContain("README.md")
  expect(pages.length).toBeGreaterThan(8)
  expect(compile(new Map(pages.map(moduleOf)))).toEqual([])
})

test("and a snippet that does not is found, with its page and line (D2)", () => {
  const wrong = [
    'const id: number = "o-1"',
    'import { DurableTestRunner } from "durable-test-runner"\nnew DurableTestRunner({ seeed: 1 })',
    'import { withDurableExecution } from "@aws/durable-execution-sdk-js"\n' +
      "withDurableExecution((event, context) => context.step(1, 2, 3, 4))",
    "function later(value) { return value }",
  ]
  const modules = wrong.map((snippet, index): [string, string] => {
    const page = `Text.\n\n\`\`\`ts\n${snippet}\n\`\`\`\n`
    return [join(root, `docs/wrong-${index}.md.snippets.ts`), toTypeScript(page, "with types")]
  })
  const found = compile(new Map(modules))
  for (const index of wrong.keys()) {
    expect(found).toContainEqual(
      expect.stringMatching(`^docs/wrong-${index}\\.md\\.snippets\\.ts: `),
    )
  }
})

test("no snippet is left out because of how its block begins (D2)", () => {
  for (const page of globSync(["README.md", "docs/*.md", "examples/*/README.md"], {
    cwd: root,
  })) {
    const text = readFileSync(join(root, page), "utf8")
    const blocks = text.match(/^ *(?:```|~~~)(?:ts|typescript|tsx|mts)\b.*$/gmu) ?? []
    expect(blocks.filter((begin) => begin !== "```ts")).toEqual([])
    if (blocks.length > 0) expect(pages).toContain(page)
  }
})
