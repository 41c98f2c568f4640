import { fileURLToPath } from "node:url"
import { OWN_PATH } from "./own-path.ts"
import { isError } from "./values/show-value.ts"

const FRAME = /^\s+at (?:.*[(\s])?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/u

/** The frames of a stack that belong to the code of a user: no library's, not Node's, not our own. */
export function userFrames(stack: string | undefined): string[] {
  return (stack ?? "").split("\n").filter((line) => {
    const [, file] = FRAME.exec(line) ?? []
    if (file === undefined) return false
    const path = toPath(file)
    return !path.startsWith(OWN_PATH) && !/[/\\]node_modules[/\\]/u.test(path)
  })
}

/** Where the code of a user has thrown this, as `file:line:column`; empty where nothing tells. */
export function siteOf(thrown: unknown): string {
  const [frame] = userFrames(stackOf(thrown))
  const [, file = "", line, column] = FRAME.exec(frame ?? "") ?? []
  return frame === undefined ? "" : `${toPath(file)}:${line}:${column}`
}

/** An error with the frames of the user's code, for a message: anything at all may have been thrown. */
export function describeThrown(thrown: unknown): string {
  const described = isError(thrown) ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return [described, ...userFrames(stackOf(thrown))].join("\n")
}

/** What was thrown may be anything, and reading it may throw. */
function stackOf(thrown: unknown): string | undefined {
  try {
    const { stack } = thrown as { stack?: unknown }
    return typeof stack === "string" ? stack : undefined
  } catch {
    return undefined
  }
}

function toPath(file: string): string {
  const [path = ""] = file.split("?")
  try {
    return path.startsWith("file://") ? fileURLToPath(path) : path
  } catch {
    return path
  }
}
