import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import {
  TextlintKernel,
  type TextlintKernelPlugin,
  type TextlintKernelRule,
  type TextlintRuleModule,
} from "@textlint/kernel"
import { sentenceLength } from "./sentence-length.ts"

interface Default<Value> {
  readonly default: Value
}

export interface Finding {
  readonly rule: string
  readonly line: number
  readonly message: string
}

/** They are CommonJS, and what an `import` of their default gives depends on who loads it. */
const require = createRequire(import.meta.url)
const markdown = require("@textlint/textlint-plugin-markdown") as Default<
  TextlintKernelPlugin["plugin"]
>
const prh = require("textlint-rule-prh") as Default<TextlintRuleModule>
const writeGood = require("textlint-rule-write-good") as Default<TextlintRuleModule>

const kernel = new TextlintKernel()
const rules: TextlintKernelRule[] = [
  { ruleId: "sentence-length", rule: sentenceLength, options: { max: 40 } },
  {
    ruleId: "banned-turns",
    rule: prh.default,
    options: { rulePaths: [fileURLToPath(new URL("banned-turns.yml", import.meta.url))] },
  },
  {
    ruleId: "write-good",
    rule: writeGood.default,
    options: {
      passive: false,
      adverb: false,
      weasel: false,
      tooWordy: false,
      eprime: false,
      so: false,
    },
  },
]

/** Tables and lists that a script or a test writes between two comments have the names of tests in them. */
const GENERATED = /^<!-- [^\n]*-->\n.*?^<!-- [^\n]*-->$/gmsu

/** What an editor would change in a page of Markdown, in the order of its lines. */
export async function lintProse(page: string): Promise<Finding[]> {
  const text = page.replaceAll(GENERATED, (part) => part.replaceAll(/[^\n]/g, ""))
  const { messages } = await kernel.lintText(text, {
    ext: ".md",
    rules,
    plugins: [{ pluginId: "markdown", plugin: markdown.default }],
  })
  return messages
    .map(({ ruleId, loc, message }) => ({ rule: ruleId, line: loc.start.line, message }))
    .toSorted((a, b) => a.line - b.line)
}
