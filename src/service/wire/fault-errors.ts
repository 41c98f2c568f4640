import { DEFAULT_ERROR_TEXTS } from "../values/error-texts.ts"
import { invalidParameter, ServiceError } from "./service-errors.ts"

/** The faults a service call may run into though the request is fine (section 9.6). */
export type FaultName =
  | "TooManyRequestsException"
  | "ServiceException"
  | "KMSAccessDeniedException"
  | "KMSDisabledException"
  | "KMSInvalidStateException"
  | "KMSNotFoundException"

/** What an invocation that is over is answered (section 3.2), told from outside of the service. */
export function invalidTokenError(): ServiceError {
  return invalidParameter(DEFAULT_ERROR_TEXTS.invalidCheckpointToken)
}

/** The simulated service raises none of these by itself; a harness injects them. */
export function faultError(name: FaultName): ServiceError {
  switch (name) {
    case "TooManyRequestsException":
      return new ServiceError(name, DEFAULT_ERROR_TEXTS.tooManyRequests, {
        reason: "CallerRateLimitExceeded",
        retryAfterSeconds: "1",
      })
    case "ServiceException":
      return new ServiceError(name, DEFAULT_ERROR_TEXTS.serviceFault)
    case "KMSAccessDeniedException":
      return new ServiceError(name, DEFAULT_ERROR_TEXTS.kmsAccessDenied)
    case "KMSDisabledException":
      return new ServiceError(name, DEFAULT_ERROR_TEXTS.kmsDisabled)
    case "KMSInvalidStateException":
      return new ServiceError(name, DEFAULT_ERROR_TEXTS.kmsInvalidState)
    case "KMSNotFoundException":
      return new ServiceError(name, DEFAULT_ERROR_TEXTS.kmsNotFound)
    default:
      return name satisfies never
  }
}
