/** What a command leaves behind for a shell. */
export const EXIT = {
  fine: 0,
  /** A bug, a failed execution, an incompatibility, a name that does not exist. */
  wrong: 1,
  /** A flag or a file that means nothing. */
  usage: 2,
  /** Nobody can tell: real I/O decides. */
  undecided: 3,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
