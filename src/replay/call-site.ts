import { fileURLToPath } from "node:url"
import type { CallSite } from "../runner/replay-verdict.ts"

export function describeCallSite({ file, line, column }: CallSite): string {
  return `${file}:${line}:${column}`
}

interface Frame extends CallSite {
  readonly text: string
}

const OWN_FILES = new URL("..", import.meta.url).href
const SDK = /[/\\]@aws[/\\]durable-execution-sdk-js|[/\\]sdk-\d+\.\d+\.\d+[/\\]/u

/** A stack that costs little until somebody looks at it. */
export class CallStack {
  readonly #error: Error

  constructor() {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 50
    this.#error = new Error("stack")
    Error.stackTraceLimit = stackTraceLimit
  }

  /** The innermost frame of the code under test; undefined where there is none. */
  get user(): CallSite | undefined {
    return this.#frames().find((frame) => kindOf(frame) === "user")
  }

  /** Who called: the code under test, a library that it uses, or the SDK itself. */
  get caller(): "user" | "library" | "sdk" | undefined {
    const first = this.#frames().find((frame) => kindOf(frame) !== "own")
    return first === undefined ? undefined : (kindOf(first) as "user" | "library" | "sdk")
  }

  /** True if a frame belongs to the SDK's function of that name. */
  passes(functionName: string): boolean {
    return this.#frames().some(({ text }) => text.includes(functionName))
  }

  #frames(): Frame[] {
    return (this.#error.stack ?? "").split("\n").flatMap(toFrame)
  }
}

function toFrame(text: string): Frame[] {
  const match = /(?:\(|\s)((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/u.exec(text)
  if (match === null) return []
  const [, file = "", line, column] = match
  return [{ text, file: toPath(file), line: Number(line), column: Number(column) }]
}

function kindOf({ file }: Frame): "own" | "user" | "library" | "sdk" {
  if (file.startsWith(OWN_PATH)) return "own"
  if (SDK.test(file)) return "sdk"
  return /[/\\]node_modules[/\\]/u.test(file) ? "library" : "user"
}

function toPath(file: string): string {
  const [path = ""] = file.split("?")
  return path.startsWith("file://") ? fileURLToPath(path) : path
}

const OWN_PATH = fileURLToPath(OWN_FILES)
