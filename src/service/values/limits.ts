/**
 * Every size, count and duration the service refuses to exceed (section 11). Where the sources
 * disagree (section 13) the row is named; docs/fidelity.md has the table.
 */
export interface ServiceLimits {
  /**
   * Result of a STEP, and the state a STEP retries with (row 7). Default 262,144, as recorded; newer
   * documentation says 1 MB.
   */
  readonly stepPayloadBytes: number
  /** Result of a CONTEXT. Default 1,048,576, as documented; the SDK itself stays below 256 KiB. */
  readonly contextPayloadBytes: number
  /** Input of a CHAINED_INVOKE. Default 1,048,576, as recorded. */
  readonly chainedInvokeInputBytes: number
  /** Answer of a plain function to a CHAINED_INVOKE. Default 1,048,576, as in the emulators. */
  readonly chainedInvokeOutputBytes: number
  /**
   * Result sent to a CALLBACK (row 9). Default 262,144, as in the API model of 2025; newer
   * documentation says 1 MB.
   */
  readonly callbackResultBytes: number
  /**
   * All fields of an error object together, as JSON (row 8). Default `Infinity`: the sources disagree
   * between 32,768 (what the emulators check), 256 KB and 1 MB, and none is recorded.
   */
  readonly errorObjectBytes: number
  /** Input and output of an execution started by a `RequestResponse` invocation. Default 6 MiB. */
  readonly synchronousPayloadBytes: number
  /** Input and output of an execution started by an `Event` or chained invocation. Default 1 MiB. */
  readonly asynchronousPayloadBytes: number
  /**
   * Result that the SDK checkpoints because Lambda could not return it, of an execution started by a
   * `RequestResponse` invocation (row 34). Default `Infinity`: the service has recorded 6.4 MB, and no
   * refusal is known.
   */
  readonly checkpointedResultBytes: number
  /**
   * Operations of one execution, without its EXECUTION operation (row 10). Default 3,000, as in the
   * quotas page; a comment in SDK 2.4.0 says 30,000.
   */
  readonly operations: number
  /** All data that one execution stored. Default 100 MB, as in the quotas page. */
  readonly storedBytes: number
  /**
   * Bytes of operations in one page of state, and of events in one page of a history. Default 5 MiB,
   * which keeps the event of an invocation under 6 MB.
   */
  readonly pageBytes: number
  /** Items in one page, and the largest `MaxItems`. Default 1,000. */
  readonly pageItems: number
  /** Items in one page of a request without `MaxItems`. Default 100. */
  readonly defaultPageItems: number
  /** How long a marker is valid. Default 24 hours. */
  readonly markerLifetimeMs: number
  /**
   * How long the service repeats the answer to a checkpoint with the same client token. Default 15 minutes.
   */
  readonly clientTokenWindowMs: number
}

const KIB = 1024
const MIB = 1024 * KIB

export const DEFAULT_LIMITS: ServiceLimits = {
  stepPayloadBytes: 256 * KIB,
  contextPayloadBytes: MIB,
  chainedInvokeInputBytes: MIB,
  chainedInvokeOutputBytes: MIB,
  callbackResultBytes: 256 * KIB,
  errorObjectBytes: Infinity,
  synchronousPayloadBytes: 6 * MIB,
  asynchronousPayloadBytes: MIB,
  checkpointedResultBytes: Infinity,
  operations: 3_000,
  storedBytes: 100_000_000,
  pageBytes: 5 * MIB,
  pageItems: 1_000,
  defaultPageItems: 100,
  markerLifetimeMs: 24 * 60 * 60 * 1_000,
  clientTokenWindowMs: 15 * 60 * 1_000,
}
