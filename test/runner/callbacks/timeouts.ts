import type { Duration } from "@aws/durable-execution-sdk-js"

/** The part of a callback's config that goes to the service. */
export interface Timeouts {
  readonly timeout?: Duration
  readonly heartbeatTimeout?: Duration
}
