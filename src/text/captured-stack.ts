/** Deep enough for the frames of the user's code below those of the package. */
const DEPTH = 50

/** Where the code stood, as text that is made when somebody reads it. */
export interface CapturedStack {
  readonly stack?: string
}

/** A stack costs time with each frame: who stands near to the user's code asks for few. */
export function captureStack(depth: number = DEPTH): CapturedStack {
  const captured: CapturedStack = {}
  const { stackTraceLimit } = Error
  Reflect.set(Error, "stackTraceLimit", Math.max(stackTraceLimit, depth))
  Error.captureStackTrace(captured, captureStack)
  Reflect.set(Error, "stackTraceLimit", stackTraceLimit)
  return captured
}
