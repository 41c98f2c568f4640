import { DurableTestRunnerError } from "../../text/errors.ts"

/** The file with the stored failures of an exploration cannot be used. */
export class FailureStoreError extends DurableTestRunnerError {
  override readonly name = "FailureStoreError"
  /** The path of the file. */
  readonly file: string

  /** @internal */
  constructor(file: string, message: string, cause?: unknown) {
    super("FAILURE_STORE", message, { cause })
    this.file = file
  }

  /** @internal */
  static unreadable(file: string, problem: string, cause?: unknown): FailureStoreError {
    return new FailureStoreError(
      file,
      `Failed to read the stored failures in ${file}: ${problem}. The file is left as it is. ` +
        "Restore it, or delete it: then the failures have to be found again.",
      cause,
    )
  }

  /** @internal */
  static otherName(file: string, found: string, name: string): FailureStoreError {
    return new FailureStoreError(
      file,
      `Failed to read the stored failures in ${file}: they are those of ${JSON.stringify(found)}, ` +
        `not of ${JSON.stringify(name)}. Was the file renamed? Give it its old name back, or delete it.`,
    )
  }

  /** @internal */
  static otherVersion(file: string, version: unknown): FailureStoreError {
    return new FailureStoreError(
      file,
      `Failed to read the stored failures in ${file}: their version is ${JSON.stringify(version)}, ` +
        "and this version of durable-test-runner reads version 1. Use the version of " +
        "durable-test-runner that has written the file, or delete it.",
    )
  }

  /** @internal */
  static inaccessible(file: string, intent: "read" | "write", cause: unknown): FailureStoreError {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause)
    return new FailureStoreError(
      file,
      `Failed to ${intent} the stored failures in ${file}: ${code}. Is it a file in a directory that ` +
        `this process may ${intent}? Set \`failures\` to another directory, or to false to store none.`,
      cause,
    )
  }
}
