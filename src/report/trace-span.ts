/** Seconds and nanoseconds, as in the SDK of OpenTelemetry. */
export type SpanTime = [seconds: number, nanoseconds: number]

export type SpanAttributes = Record<string, string | number | boolean>

/** The identity of a span. */
export interface TraceSpanContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits. */
  readonly spanId: string
  /** 1: it is sampled. */
  readonly traceFlags: 1
}

/**
 * A span as the exporters of OpenTelemetry accept it: the `ReadableSpan` of the SDK for JavaScript, 1.x to
 * 3.x. Times are virtual.
 */
export interface TraceSpan {
  readonly name: string
  /** 0: internal. */
  readonly kind: 0
  readonly spanContext: () => TraceSpanContext
  readonly parentSpanContext?: TraceSpanContext
  /** The same for the SDK 1.x. */
  readonly parentSpanId?: string
  readonly startTime: SpanTime
  readonly endTime: SpanTime
  readonly duration: SpanTime
  readonly ended: true
  /** 0 unset, 1 fine, 2 an error. */
  readonly status: { readonly code: 0 | 1 | 2; readonly message?: string }
  readonly attributes: SpanAttributes
  /** The invocation in which an operation or an attempt ended. */
  readonly links: { readonly context: TraceSpanContext }[]
  /** Exceptions, log lines and messages of external systems. */
  readonly events: {
    readonly name: string
    readonly time: SpanTime
    readonly attributes: SpanAttributes
  }[]
  readonly resource: TraceResource
  readonly instrumentationScope: { readonly name: string }
  /** The same for the SDK 1.x. */
  readonly instrumentationLibrary: { readonly name: string }
  readonly droppedAttributesCount: 0
  readonly droppedEventsCount: 0
  readonly droppedLinksCount: 0
}

/** The function of a span. */
export interface TraceResource {
  readonly attributes: SpanAttributes
  readonly merge: () => TraceResource
  readonly getRawAttributes: () => [string, string | number | boolean][]
}

export function spanTime(milliseconds: number): SpanTime {
  const seconds = Math.floor(milliseconds / 1_000)
  return [seconds, (milliseconds - seconds * 1_000) * 1_000_000]
}
