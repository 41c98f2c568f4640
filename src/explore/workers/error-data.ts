/** What can be said of an error in another thread: classes and what hangs on an error stay behind. */
export interface ErrorData {
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly code: string | undefined
}

/** An error that was thrown in another thread. */
export interface ForeignError extends Error {
  readonly code?: string
}

export function toErrorData(error: unknown): ErrorData {
  if (!(error instanceof Error)) {
    return { name: "", message: String(error), stack: undefined, code: undefined }
  }
  const { name, message, stack } = error
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined
  return { name, message, stack, code }
}

/** An error that says the same, with the stack of the thread in which it was thrown. */
export function fromErrorData({ name, message, stack, code }: ErrorData): ForeignError {
  const error = new Error(message)
  if (name !== "") error.name = name
  if (stack !== undefined) error.stack = stack
  return code === undefined ? error : Object.assign(error, { code })
}

/** For people: `TypeError: x is not a function`. */
export function describeError({ name, message }: Pick<ErrorData, "name" | "message">): string {
  return name === "" ? message : `${name}: ${message}`
}
