import { fileURLToPath } from "node:url"
import { relativeToWorkingDirectory } from "./environment.ts"
import { OWN_PATH } from "./own-path.ts"
import { isError, showThrown, showValue } from "./values/show-value.ts"

const FRAME = /^\s+at (?:.*[(\s])?((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/u

/** A line of a stack that belongs to the code of a user. */
interface UserFrame {
  /** As the stack has it. */
  readonly text: string
  readonly file: string
  /** Such as `12:5`. */
  readonly position: string
}

/** The frames of a stack that belong to the code of a user: no library's, not Node's, not our own. */
export function userFrames(stack: string | undefined): string[] {
  return framesOf(stack).map(({ text }) => text)
}

/** Where the code of a user has thrown this, as `file:line:column`; empty where nothing tells. */
export function siteOf(thrown: unknown): string {
  const [frame] = framesOf(stackOf(thrown))
  return frame === undefined ? "" : `${frame.file}:${frame.position}`
}

/** The same for each frame of a stack, the innermost first, with files as people of this project name them. */
export function sitesIn(stack: string | undefined): string[] {
  return framesOf(stack).map(
    ({ file, position }) => `${relativeToWorkingDirectory(file)}:${position}`,
  )
}

function framesOf(stack: string | undefined): UserFrame[] {
  return (stack ?? "").split("\n").flatMap((text) => {
    const [, written, line, column] = FRAME.exec(text) ?? []
    if (written === undefined) return []
    const file = toPath(written)
    if (file.startsWith(OWN_PATH) || /[/\\]node_modules[/\\]/u.test(file)) return []
    return [{ text, file, position: `${line}:${column}` }]
  })
}

/** An error with the frames of the user's code, for a message: anything at all may have been thrown. */
export function describeThrown(thrown: unknown): string {
  return [textOf(thrown), ...userFrames(stackOf(thrown))].join("\n")
}

/** An object without a prototype has no text of its own. */
function textOf(thrown: unknown): string {
  if (isError(thrown)) return showThrown(thrown)
  try {
    return String(thrown)
  } catch {
    return showValue(thrown)
  }
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
