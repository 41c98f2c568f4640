import { withStackTraceLimit } from "../../text/captured-stack.ts"
import { relativeToWorkingDirectory } from "../../text/environment.ts"
import { fileURLToPath } from "node:url"
import { OWN_PATH } from "../../text/own-path.ts"

const FRAME = /(?:\(|at )((?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(\d+):(\d+)\)?$/u
const MOST_FRAMES = 30

/**
 * Where the code under test stands, such as `src/checkout.ts:12:5`: the innermost frame that belongs
 * neither to this package nor to one in node_modules. Undefined where there is none.
 */
export function userFrame(): string | undefined {
  return userFrames(1)[0]
}

/** At most `most` such frames, the innermost first. */
export function userFrames(most: number): string[] {
  const { stack = "" } = withStackTraceLimit(MOST_FRAMES, () => new Error("where"))
  const frames: string[] = []
  for (const line of stack.split("\n")) {
    const [, file, row, column] = FRAME.exec(line) ?? []
    if (file === undefined) continue
    const path = toPath(file)
    if (path.startsWith(OWN_PATH) || /[/\\]node_modules[/\\]/u.test(path)) continue
    if (frames.push(`${relativeToWorkingDirectory(path)}:${row}:${column}`) === most) break
  }
  return frames
}

function toPath(file: string): string {
  const [path = ""] = file.split("?")
  return path.startsWith("file://") ? fileURLToPath(path) : path
}
