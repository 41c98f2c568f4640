const { CONFORMANCE_DIR } = process.env

/**
 * The folder of the recorded histories, which are published by AWS and are not part of this repository.
 * Undefined if `CONFORMANCE_DIR` is not set, or is empty.
 */
export const conformanceDirectory: string | undefined =
  CONFORMANCE_DIR === "" ? undefined : CONFORMANCE_DIR
