/** What a checkpoint asks the service to record of one operation. */
export interface RequestedUpdate {
  readonly Id?: string
  readonly Type?: string
  readonly Action?: string
  readonly Name?: string
  readonly SubType?: string
  readonly ParentId?: string
  readonly Payload?: string
}

/**
 * A request of the SDK that the service has not answered. It is taken in and answered in one instant,
 * when the world lets its reply happen; a chooser may let something go wrong instead.
 */
export interface ServiceRequest {
  readonly kind: "checkpoint" | "state"
  readonly updates: readonly RequestedUpdate[]
  /** The service has taken it in, and the SDK has not been told. */
  readonly isTaken: boolean
  /** The service takes it in, unless it has, and answers. */
  reply(): void
  /** The service takes it in, and its answer says that the invocation may record nothing more. */
  replyWithoutToken(): void
  /** The service takes it in, and its answer is lost. */
  persist(): void
  /** The caller gets an error of the service's instead of an answer. */
  fail(name: "TooManyRequestsException" | "ServiceException"): void
}
