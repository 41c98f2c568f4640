import { withStackTraceLimit } from "../../text/captured-stack.ts"
import { fileURLToPath } from "node:url"
import type { CallSite } from "../../runner/results/replay-verdict.ts"
import { OWN_PATH } from "../../text/own-path.ts"
import { originalSite } from "./source-maps.ts"

export function describeCallSite({ file, line, column }: CallSite): string {
  return `${file}:${line}:${column}`
}

type Origin = "own" | "user" | "library" | "sdk"

interface Frame {
  readonly text: string
  readonly origin: Origin
  readonly site: CallSite
}

const SDK = /[/\\]@aws[/\\]durable-execution-sdk-js|[/\\]sdk-\d+\.\d+\.\d+[/\\]/u

/** A stack that costs little until somebody looks at it. */
export class CallStack {
  readonly #error: Error

  constructor() {
    this.#error = withStackTraceLimit(50, () => new Error("stack"))
  }

  /** The innermost frame of the code under test; undefined where there is none. */
  get user(): CallSite | undefined {
    return this.#frames().find(({ origin }) => origin === "user")?.site
  }

  /** Who called: the code under test, a library that it uses, or the SDK itself. */
  get caller(): Exclude<Origin, "own"> | undefined {
    const first = this.#frames().find(({ origin }) => origin !== "own")
    return first?.origin as Exclude<Origin, "own"> | undefined
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
  const site = { file: toPath(file), line: Number(line), column: Number(column) }
  const origin = originOf(site)
  if (origin !== "user") return [{ text, origin, site }]
  // A bundle may hold libraries, the SDK among them, besides the code under test.
  const original = originalSite(site)
  return [{ text, origin: originOf(original), site: original }]
}

function originOf({ file }: CallSite): Origin {
  if (file.startsWith(OWN_PATH)) return "own"
  if (SDK.test(file)) return "sdk"
  return /[/\\]node_modules[/\\]/u.test(file) ? "library" : "user"
}

function toPath(file: string): string {
  const [path = ""] = file.split("?")
  return path.startsWith("file://") ? fileURLToPath(path) : path
}
