import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import type * as Yaml from "yaml"
import type { Document, Node, Pair } from "yaml"
import { relativeToWorkingDirectory } from "../text/environment.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { showValue } from "../text/values/show-value.ts"
import type { Path, ScenarioSource } from "./source.ts"

type Parser = typeof Yaml

/** A pair, or a member of a list: what a path leads to. */
interface Found {
  readonly key: Node | undefined
  readonly value: Node | undefined
}

/** An object as it is, or what stands in a file. JSON is YAML, so one reader is enough for both. */
export function readSource(given: unknown): ScenarioSource {
  if (typeof given === "string" && given !== "") return readFile(given)
  if (given instanceof URL) return readFile(toPath(given))
  return { data: given, locate: () => undefined }
}

function toPath(url: URL): string {
  try {
    return fileURLToPath(url)
  } catch (cause) {
    throw new InvalidArgumentError(
      "read the scenario",
      `it is ${showValue(url)}, which is not a file`,
      "Pass a file: URL, a path or an object.",
      { cause },
    )
  }
}

function readFile(path: string): ScenarioSource {
  const name = relativeToWorkingDirectory(path)
  try {
    return parse(name, readFileSync(path, "utf8"))
  } catch (cause) {
    if (!(cause instanceof Error) || !("syscall" in cause)) throw cause
    const what =
      "code" in cause && cause.code === "ENOENT" ? "there is no such file" : cause.message
    const advice =
      "Pass the path of a file with YAML or JSON, from the working directory, or its URL."
    throw new InvalidArgumentError(`read the scenario ${name}`, what, advice, { cause })
  }
}

function parse(name: string, text: string): ScenarioSource {
  // Only who uses scenario files pays for the parser, and `prepare` of an exploration cannot await it.
  const yaml = createRequire(import.meta.url)("yaml") as Parser
  const lines = new yaml.LineCounter()
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${line}:${col}`
  }
  const [problem] = [...document.errors, ...document.warnings]
  if (problem !== undefined) {
    throw new InvalidArgumentError(
      `read the scenario ${at(problem.pos[0])}`,
      problem.message.replace(/\.$/u, ""),
      "Correct its YAML or JSON.",
    )
  }
  const locate = (path: Path, part: "key" | "value"): string => {
    const { key, value } = find(yaml, document, path)
    const node = part === "key" ? (key ?? value) : (value ?? key)
    return at(node?.range?.[0] ?? 0)
  }
  return { data: toData(document, name), locate }
}

function toData(document: Document, name: string): unknown {
  try {
    return document.toJS()
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.replace(/\.$/u, "") : String(cause)
    const advice = "Write out what the aliases stand for."
    throw new InvalidArgumentError(`read the scenario ${name}`, problem, advice, { cause })
  }
}

/** The last node on the way that exists: what is missing has no line. */
function find(yaml: Parser, document: Document, path: Path): Found {
  const root: Node | undefined = document.contents ?? undefined
  let found: Found = { key: root, value: root }
  for (const part of path) {
    const next = memberOf(yaml, resolved(yaml, document, found.value), part)
    if (next === undefined) return found
    found = next
  }
  return found
}

function memberOf(yaml: Parser, node: Node | undefined, part: string | number): Found | undefined {
  if (yaml.isSeq(node) && typeof part === "number") {
    const item = node.items[part] as Node | undefined
    return { key: item, value: item }
  }
  if (!yaml.isMap(node)) return undefined
  const pair = (node.items as readonly Pair<Node, Node | null>[]).find(
    ({ key }) => String(yaml.isScalar(key) ? key.value : key) === String(part),
  )
  return pair === undefined ? undefined : { key: pair.key, value: pair.value ?? undefined }
}

function resolved(yaml: Parser, document: Document, node: Node | undefined): Node | undefined {
  return yaml.isAlias(node) ? node.resolve(document) : node
}
