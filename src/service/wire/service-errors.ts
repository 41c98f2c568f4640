/** The modelled exceptions with the HTTP status each is answered with (section 9.6). */
const httpStatusCodes = {
  ValidationException: 400,
  SerializationException: 400,
  InvalidParameterValueException: 400,
  CallbackTimeoutException: 400,
  ResourceNotFoundException: 404,
  DurableExecutionAlreadyStartedException: 409,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
  ServiceException: 500,
  KMSAccessDeniedException: 502,
  KMSDisabledException: 502,
  KMSInvalidStateException: 502,
  KMSNotFoundException: 502,
} as const

export type ServiceErrorName = keyof typeof httpStatusCodes

/** What only some exceptions carry. */
export interface ServiceErrorDetails {
  readonly reason?: string
  readonly retryAfterSeconds?: string
}

/**
 * A modelled error of the simulated service. It has the members that the classifier of the JavaScript SDK
 * reads (`name`, `message`, `$metadata.httpStatusCode`), and those of the exception's own shape.
 */
export class ServiceError extends Error {
  override readonly name: ServiceErrorName
  readonly httpStatusCode: number
  readonly $fault: "client" | "server"
  readonly $metadata: { readonly httpStatusCode: number }
  readonly Type: "User" | "Service"
  /** Most exceptions spell this member `Message`, some `message`; both are set. */
  readonly Message: string
  readonly Reason?: string
  readonly retryAfterSeconds?: string

  /** @internal */
  constructor(name: ServiceErrorName, message: string, details: ServiceErrorDetails = {}) {
    super(message)
    this.name = name
    this.httpStatusCode = httpStatusCodes[name]
    this.$fault = this.httpStatusCode < 500 ? "client" : "server"
    this.$metadata = { httpStatusCode: this.httpStatusCode }
    this.Type = this.httpStatusCode < 500 ? "User" : "Service"
    this.Message = message
    if (details.reason !== undefined) this.Reason = details.reason
    if (details.retryAfterSeconds !== undefined) this.retryAfterSeconds = details.retryAfterSeconds
  }
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterValueException", message)
}

export function resourceNotFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message)
}

/**
 * The caller broke the protocol between harness and service, which AWS's own parts never do:
 * an invocation begun that nobody asked for, say. It is a mistake in the program, not an answer.
 */
export class ServiceMisuseError extends Error {
  override readonly name = "ServiceMisuseError"
}
