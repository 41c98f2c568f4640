import { DEFAULT_ERROR_TEXTS, type ErrorTexts } from "./error-texts.ts"
import { DEFAULT_LIMITS, type ServiceLimits } from "./limits.ts"

/** How the service retries failed invocations (section 2.4, and section 13 row 4). */
export interface InvocationRetryOptions {
  /** Retries without delay after `Runtime.*`, `Sandbox.*`, `Extension.*`. Default 3. */
  readonly immediateRetries: number
  /** Delay of the first retry that backs off. Default 1. */
  readonly initialDelaySeconds: number
  /** Default 2. */
  readonly multiplier: number
  /** Default 300. */
  readonly maxDelaySeconds: number
  /**
   * Failed invocations in a row after which the execution fails with the last error.
   * Default `Infinity`: the service retries until the execution times out.
   */
  readonly maxAttempts: number
}

/**
 * Options for behaviour on which the sources of section 13 disagree. Each default is the recommended value.
 */
export interface ServiceOptions {
  /** All ids, tokens and callback ids derive from it. Default 0. */
  readonly seed?: number | string
  /** Default "aws". */
  readonly partition?: string
  /** Default "us-east-1". */
  readonly region?: string
  /** Default "123456789012". */
  readonly accountId?: string
  /** The limits to change; `ServiceLimits` lists defaults and sources. */
  readonly limits?: Partial<ServiceLimits>
  /** The members to change; `InvocationRetryOptions` lists the defaults. */
  readonly invocationRetry?: Partial<InvocationRetryOptions>
  /**
   * The answer to a stale checkpoint token (row 1). Default "Invalid checkpoint token", as recorded;
   * SDK versions up to 2.4.0 recognize only "Invalid Checkpoint Token".
   */
  readonly staleTokenText?: string
  /**
   * The error texts to change (row 14). Default: the recorded text, otherwise that of the JavaScript
   * emulator.
   */
  readonly errorTexts?: Partial<ErrorTexts>
  /**
   * The largest number of operations in the input of an invocation and in a page of state. Default 1,000;
   * bytes limit pages too. 0 leaves the first page empty, as the service does for a huge input payload.
   */
  readonly pageSize?: number
  /** Whether a history shows data if the request does not specify it (row 22). Default true. */
  readonly historyIncludesExecutionData?: boolean
  /** Whether a callback failure sent without an error invokes the function (row 13). Default true. */
  readonly emptyCallbackFailureInvokes?: boolean
  /**
   * When PENDING leads to another invocation at once (row 6): after changes that the handler does not know
   * (the default), or after any trigger during the invocation.
   */
  readonly pendingReinvocation?: "untold-changes" | "any-trigger"
  /**
   * Whether the service refuses `RequestResponse` for a function whose executions may last longer than 15
   * minutes, as AWS does (2.1). Default false: in virtual time, a caller can wait for a year.
   */
  readonly enforceSynchronousTimeout?: boolean
  /**
   * Whether a durable function may be invoked by its bare name, which then means `$LATEST`, as in the
   * vendor's local runner. Default false: AWS refuses that.
   */
  readonly allowUnqualifiedInvokes?: boolean
}

/** All options, none left open. */
export interface ServiceSettings {
  readonly seed: number | string
  readonly partition: string
  readonly region: string
  readonly accountId: string
  readonly limits: ServiceLimits
  readonly invocationRetry: InvocationRetryOptions
  readonly texts: ErrorTexts
  readonly pageSize: number
  readonly historyIncludesExecutionData: boolean
  readonly emptyCallbackFailureInvokes: boolean
  readonly pendingReinvocation: "untold-changes" | "any-trigger"
  readonly enforceSynchronousTimeout: boolean
  readonly allowUnqualifiedInvokes: boolean
}

const DEFAULT_RETRY: InvocationRetryOptions = {
  immediateRetries: 3,
  initialDelaySeconds: 1,
  multiplier: 2,
  maxDelaySeconds: 300,
  maxAttempts: Infinity,
}

export function settingsOf(options: ServiceOptions): ServiceSettings {
  const limits = merge(DEFAULT_LIMITS, options.limits)
  const { staleTokenText } = options
  const ownTexts =
    staleTokenText === undefined ? undefined : { invalidCheckpointToken: staleTokenText }
  return {
    seed: options.seed ?? 0,
    partition: options.partition ?? "aws",
    region: options.region ?? "us-east-1",
    accountId: options.accountId ?? "123456789012",
    limits,
    invocationRetry: merge(DEFAULT_RETRY, options.invocationRetry),
    texts: merge(merge(DEFAULT_ERROR_TEXTS, ownTexts), options.errorTexts),
    pageSize: options.pageSize ?? limits.pageItems,
    historyIncludesExecutionData: options.historyIncludesExecutionData ?? true,
    emptyCallbackFailureInvokes: options.emptyCallbackFailureInvokes ?? true,
    pendingReinvocation: options.pendingReinvocation ?? "untold-changes",
    enforceSynchronousTimeout: options.enforceSynchronousTimeout ?? false,
    allowUnqualifiedInvokes: options.allowUnqualifiedInvokes ?? false,
  }
}

/** An entry that is given as `undefined` keeps its default. */
function merge<T extends object>(defaults: T, given: Partial<T> | undefined): T {
  if (given === undefined) return defaults
  const merged = { ...defaults }
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    const value = given[key]
    if (value !== undefined) merged[key] = value
  }
  return merged
}
