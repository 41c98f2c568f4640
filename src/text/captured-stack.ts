/** Deep enough for the frames of the user's code below those of the package. */
const DEPTH = 50

/** Where the code stood, as text that is made when somebody reads it. */
export interface CapturedStack {
  readonly stack?: string
}

export function captureStack(): CapturedStack {
  const captured: CapturedStack = {}
  const { stackTraceLimit } = Error
  Reflect.set(Error, "stackTraceLimit", Math.max(stackTraceLimit, DEPTH))
  Error.captureStackTrace(captured, captureStack)
  Reflect.set(Error, "stackTraceLimit", stackTraceLimit)
  return captured
}
