import { BlockedExecutionError } from "durable-test-runner"

/** What `run` was blocked by, which it must have been. */
export const blockOf = (run: Promise<unknown>): Promise<BlockedExecutionError> =>
  run.then(
    () => {
      throw new Error("Expected the run to be blocked, and it was not.")
    },
    (error: unknown) => {
      if (error instanceof BlockedExecutionError) return error
      throw error
    },
  )
