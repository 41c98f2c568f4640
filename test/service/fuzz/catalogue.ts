/**
 * Every rejection a caller of the service may see (section 12 of the specification, and the model's
 * own ValidationException and SerializationException), each with the name it comes with. Written down
 * here once more on purpose: a wording that changes by accident must not pass.
 */
const catalogue: readonly (readonly [name: string, message: RegExp])[] = [
  [
    "ValidationException",
    /^\d+ validation errors? detected: Value .* at '.*' failed to satisfy constraint: Member must /s,
  ],
  ["SerializationException", /^Expected an? [a-z]+ at '.+'$/],
  ["InvalidParameterValueException", /^Invalid checkpoint token$/],
  [
    "InvalidParameterValueException",
    /^Checkpoint token is not valid for the durable execution ARN$/,
  ],
  ["InvalidParameterValueException", /^Cannot checkpoint multiple EXECUTION updates\.$/],
  ["InvalidParameterValueException", /^EXECUTION checkpoint must be the last update\.$/],
  [
    "InvalidParameterValueException",
    /^Cannot update the same operation twice in a single request\.$/,
  ],
  ["InvalidParameterValueException", /^Invalid parent operation id\.$/],
  ["InvalidParameterValueException", /^Operation update must have an Id\.$/],
  ["InvalidParameterValueException", /^Inconsistent operation (type|subtype|name)\.$/],
  ["InvalidParameterValueException", /^Inconsistent parent operation id\.$/],
  ["InvalidParameterValueException", /^Error object size must be less than \d+ bytes\.$/],
  [
    "InvalidParameterValueException",
    /^((STEP|CONTEXT|CALLBACK) output|CHAINED_INVOKE input|Execution output) payload size must be less than or equal to \d+ bytes\.$/,
  ],
  [
    "InvalidParameterValueException",
    /^(Invalid action for the given operation type|Unknown operation type)\.$/,
  ],
  ["InvalidParameterValueException", /^Invalid current STEP state to (start|close|re-attempt)\.$/],
  ["InvalidParameterValueException", /^Invalid current CONTEXT state to close\.$/],
  ["InvalidParameterValueException", /^Invalid StepOptions for the given action\.$/],
  ["InvalidParameterValueException", /^Cannot provide an Error for SUCCEED action\.$/],
  ["InvalidParameterValueException", /^Cannot provide a Payload for FAIL action\.$/],
  ["InvalidParameterValueException", /^Cannot provide both error and payload to RETRY a STEP\.$/],
  [
    "InvalidParameterValueException",
    /^Cannot start a (CONTEXT|WAIT|CALLBACK|CHAINED_INVOKE) that already exists\.$/,
  ],
  [
    "InvalidParameterValueException",
    /^Cannot cancel a WAIT that does not exist or has already completed\.$/,
  ],
  ["InvalidParameterValueException", /^Update for WAIT operation requires WaitOptions\.$/],
  [
    "InvalidParameterValueException",
    /^Update for CHAINED_INVOKE operation requires ChainedInvokeOptions\.$/,
  ],
  ["InvalidParameterValueException", /^Invalid function ARN '.*'$/s],
  [
    "InvalidParameterValueException",
    /^Cannot start a CHAINED_INVOKE on a function in another (account|region)\.$/,
  ],
  [
    "InvalidParameterValueException",
    /^You cannot invoke a durable function using an unqualified ARN\.$/,
  ],
  ["InvalidParameterValueException", /^The function is not a durable function: /],
  [
    "InvalidParameterValueException",
    /^The derived qualifier from the function name does not match/,
  ],
  ["InvalidParameterValueException", /^Invalid callback id$/],
  ["InvalidParameterValueException", /^Invalid Marker$/],
  ["CallbackTimeoutException", /^The callback is either timed out or already completed$/],
  [
    "ResourceNotFoundException",
    /^(Durable Execution does not exist|The callback does not exist|Function not found: .*)$/s,
  ],
  ["DurableExecutionAlreadyStartedException", /^Execution already started: arn:/],
  ["RequestTooLargeException", /^Request must be smaller than \d+ bytes/],
]

export function isInCatalogue(name: string, message: string): boolean {
  return catalogue.some(([known, pattern]) => known === name && pattern.test(message))
}
