/** A stream that may be a terminal. */
export interface TerminalStream {
  readonly isTTY?: boolean
  /** How many characters fit into a line. */
  readonly columns?: number
  write(text: string): unknown
}

/** Where the process tells people what it is doing. */
export function standardError(): TerminalStream {
  return process.stderr
}
