/** Deep enough for the frames of the user's code below those of the package. */
const DEPTH = 50

/** Where the code stood, as text that is made when somebody reads it. */
export interface CapturedStack {
  readonly stack?: string
}

/**
 * A stack costs time with each frame, and test frameworks ask for a hundred: who stands near to the
 * user's code asks for few.
 */
export function captureStack(
  depth: number = Math.max(Error.stackTraceLimit, DEPTH),
): CapturedStack {
  const captured: CapturedStack = {}
  withStackTraceLimit(depth, () => {
    Error.captureStackTrace(captured, captureStack)
  })
  return captured
}

/** Errors that `make` creates have stacks of so many frames. It goes on where `Error` is frozen. */
export function withStackTraceLimit<T>(frames: number, make: () => T): T {
  const { stackTraceLimit } = Error
  Reflect.set(Error, "stackTraceLimit", frames)
  try {
    return make()
  } finally {
    Reflect.set(Error, "stackTraceLimit", stackTraceLimit)
  }
}
