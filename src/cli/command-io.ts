import { styleText } from "node:util"

/** Where a command writes. */
interface CommandStream {
  write(text: string): unknown
  readonly isTTY?: boolean | undefined
  /** The width of a terminal. */
  readonly columns?: number | undefined
}

/** A timeline is no narrower than this. */
const NARROWEST = 40

/** How a timeline fits into the terminal; what is written to a file or a pipe has its full width. */
export function timelineFor({ stdout }: CommandIo): { readonly width?: number } {
  const { isTTY, columns } = stdout
  if (isTTY !== true || columns === undefined) return {}
  return { width: Math.max(columns, NARROWEST) }
}

/** What a command knows of the process. */
export interface CommandIo {
  /** For the outcome alone: whatever else is written goes to the other stream. */
  readonly stdout: CommandStream
  readonly stderr: CommandStream
  readonly stdin: { readonly isTTY?: boolean | undefined }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Ends a command that goes on by itself, as a signal to the process does. */
  readonly ended?: AbortSignal
}

type Style = Parameters<typeof styleText>[0]

/** Text in a colour where a person sees it, and as it is elsewhere. */
export function styled(io: CommandIo, style: Style, text: string): string {
  const { NO_COLOR: without } = io.env
  const isPlain = io.stdout.isTTY !== true || (without !== undefined && without !== "")
  return isPlain ? text : styleText(style, text, { validateStream: false })
}

export function print(io: CommandIo, text: string): void {
  io.stdout.write(`${text}\n`)
}

export function printJson(io: CommandIo, value: unknown): void {
  print(io, JSON.stringify(value, undefined, io.stdout.isTTY === true ? 2 : undefined))
}

export function complain(io: CommandIo, text: string): void {
  io.stderr.write(`${text}\n`)
}

/** Whether somebody is there who can be asked. */
export function isInteractive(io: CommandIo): boolean {
  const { CI } = io.env
  return io.stdin.isTTY === true && io.stdout.isTTY === true && (CI === undefined || CI === "")
}
