import { relative } from "node:path"

/** What the user has set in the environment of the process; the empty text counts as not set. */
export function environmentVariable(name: string): string | undefined {
  const value = process.env[name]
  return value === "" ? undefined : value
}

/** A file as people of this project name it. */
export function relativeToWorkingDirectory(file: string): string {
  const from = relative(process.cwd(), file)
  return from.startsWith("..") ? file : from
}
