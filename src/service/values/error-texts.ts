/**
 * Every wording the simulated service may answer with (section 12). Few of them are recorded from
 * the real service: where sources disagree these are the texts of the JavaScript emulator
 * (section 13, row 14), and where there is no source at all they follow the style of the others.
 * A user who knows better replaces single entries with the option `errorTexts`.
 */
export const DEFAULT_ERROR_TEXTS = {
  // Tokens (3.2). "Invalid checkpoint token" is recorded.
  invalidCheckpointToken: "Invalid checkpoint token",
  checkpointTokenOfOtherExecution: "Checkpoint token is not valid for the durable execution ARN",

  // Batch rules (3.4).
  severalExecutionUpdates: "Cannot checkpoint multiple EXECUTION updates.",
  executionUpdateNotLast: "EXECUTION checkpoint must be the last update.",
  duplicateUpdate: "Cannot update the same operation twice in a single request.",
  invalidParent: "Invalid parent operation id.",
  missingOperationId: "Operation update must have an Id.",

  // Rules for one update (3.5).
  inconsistentType: "Inconsistent operation type.",
  inconsistentSubType: "Inconsistent operation subtype.",
  inconsistentName: "Inconsistent operation name.",
  inconsistentParent: "Inconsistent parent operation id.",
  unknownOperationType: "Unknown operation type.",
  invalidAction: "Invalid action for the given operation type.",
  // "less than", although exactly the limit is accepted: the emulators' words.
  errorObjectTooLarge: (limit: number): string =>
    `Error object size must be less than ${limit} bytes.`,
  // The first two are recorded.
  stepPayloadTooLarge: (limit: number): string =>
    `STEP output payload size must be less than or equal to ${limit} bytes.`,
  chainedInvokeInputTooLarge: (limit: number): string =>
    `CHAINED_INVOKE input payload size must be less than or equal to ${limit} bytes.`,
  contextPayloadTooLarge: (limit: number): string =>
    `CONTEXT output payload size must be less than or equal to ${limit} bytes.`,
  executionOutputTooLarge: (limit: number): string =>
    `Execution output payload size must be less than or equal to ${limit} bytes.`,

  // Transitions (3.6).
  stepCannotStart: "Invalid current STEP state to start.",
  stepCannotClose: "Invalid current STEP state to close.",
  stepCannotRetry: "Invalid current STEP state to re-attempt.",
  invalidStepOptions: "Invalid StepOptions for the given action.",
  errorAndPayloadForRetry: "Cannot provide both error and payload to RETRY a STEP.",
  errorForSucceed: "Cannot provide an Error for SUCCEED action.",
  payloadForFail: "Cannot provide a Payload for FAIL action.",
  contextExists: "Cannot start a CONTEXT that already exists.",
  contextCannotClose: "Invalid current CONTEXT state to close.",
  waitExists: "Cannot start a WAIT that already exists.",
  waitCannotCancel: "Cannot cancel a WAIT that does not exist or has already completed.",
  waitWithoutOptions: "Update for WAIT operation requires WaitOptions.",
  callbackExists: "Cannot start a CALLBACK that already exists.",
  chainedInvokeExists: "Cannot start a CHAINED_INVOKE that already exists.",
  chainedInvokeWithoutOptions: "Update for CHAINED_INVOKE operation requires ChainedInvokeOptions.",

  // Invocation output (2.3).
  nothingPending: "Cannot return PENDING status with no pending operations.",
  errorForSucceeded: "Cannot provide an Error for SUCCEEDED status.",
  resultForFailed: "Cannot provide a Result for FAILED status.",
  invalidOutputStatus: "Invalid Status in invocation output.",

  // Quotas (11); that the execution fails is documented, the words are not.
  tooManyOperations: (limit: number): string =>
    `Durable execution exceeded the maximum number of operations: ${limit}.`,
  tooManyStoredBytes: (limit: number): string =>
    `Durable execution exceeded the maximum size of stored data: ${limit} bytes.`,

  // Executions.
  executionTimedOut: (seconds: number): string => `Execution timed out after ${seconds} seconds.`,
  executionNotFound: "Durable Execution does not exist",
  executionAlreadyStarted: (arn: string): string => `Execution already started: ${arn}`,
  executionInputTooLarge: (limit: number): string =>
    `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
  synchronousTimeoutTooLong:
    "You cannot synchronously invoke a durable function with an executionTimeout greater than 15 minutes.",

  // Callbacks (6).
  invalidCallbackId: "Invalid callback id",
  callbackClosed: "The callback is either timed out or already completed",
  callbackNotFound: "The callback does not exist",
  callbackTimedOut: "Callback timed out",
  callbackTimedOutOnHeartbeat: "Callback timed out on heartbeat",
  callbackResultTooLarge: (limit: number): string =>
    `CALLBACK output payload size must be less than or equal to ${limit} bytes.`,

  // Functions and chained invokes (7).
  functionNotFound: (arn: string): string => `Function not found: ${arn}`,
  functionDeleted: "Function not found",
  functionNotDurable: (arn: string): string => `The function is not a durable function: ${arn}`,
  unqualifiedDurableFunction: "You cannot invoke a durable function using an unqualified ARN.",
  // What follows the colon is ours: Lambda's parser says there what it has met.
  invokePayloadNotJson: (functionName: string, operation: string): string =>
    `Could not parse request body into json: the payload that ${operation} sends to the function '${functionName}' is not JSON.`,
  invalidFunctionArn: (text: string): string => `Invalid function ARN '${text}'`,
  qualifierMismatch:
    "The derived qualifier from the function name does not match the specified qualifier.",
  functionOfOtherAccount: "Cannot start a CHAINED_INVOKE on a function in another account.",
  functionInOtherRegion: "Cannot start a CHAINED_INVOKE on a function in another region.",
  tenantNotSupported:
    "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.",
  tenantMissing:
    "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.",
  chainedInvokeTimedOut: (seconds: number): string =>
    `CHAINED_INVOKE timed out after ${seconds} seconds.`,
  chainedInvokeOutputTooLarge: (limit: number): string =>
    `CHAINED_INVOKE output payload size must be less than or equal to ${limit} bytes.`,
  chainedInvokeOutputNotUtf8: "CHAINED_INVOKE response could not be decoded as UTF-8.",

  // Paging (9).
  invalidMarker: "Invalid Marker",

  // Shapes (3.1).
  constraintViolations: (violations: readonly string[]): string =>
    `${violations.length} validation error${violations.length === 1 ? "" : "s"} detected: ${violations.join("; ")}`,
  unexpectedJsonType: (path: string, expected: string): string =>
    `Expected ${expected} at '${path}'`,

  // Faults (9.6); the service never raises these by itself.
  tooManyRequests: "Rate exceeded",
  serviceFault: "Service encountered an internal error",
  kmsAccessDenied: "Lambda was unable to decrypt the data because KMS access was denied.",
  kmsDisabled: "Lambda was unable to decrypt the data because the KMS key used is disabled.",
  kmsInvalidState:
    "Lambda was unable to decrypt the data because the KMS key has an invalid state.",
  kmsNotFound: "Lambda was unable to decrypt the data because the KMS key was not found.",
}

export type ErrorTexts = typeof DEFAULT_ERROR_TEXTS
