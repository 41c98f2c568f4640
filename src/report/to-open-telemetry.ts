import type { Execution } from "../runner/results/execution.ts"
import { assertExecution } from "./subjects.ts"
import { toSpans } from "./to-spans.ts"
import type { SpanAttributes, SpanTime, TraceSpan } from "./trace-span.ts"

/** A value of an attribute. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly intValue: number }
  | { readonly doubleValue: number }
  | { readonly boolValue: boolean }

export interface OtlpAttribute {
  readonly key: string
  readonly value: OtlpValue
}

/** A span in JSON. Times are virtual nanoseconds, as text. */
export interface OtlpSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: 1
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly attributes: readonly OtlpAttribute[]
  readonly droppedAttributesCount: 0
  readonly events: readonly {
    readonly name: string
    readonly timeUnixNano: string
    readonly attributes: readonly OtlpAttribute[]
    readonly droppedAttributesCount: 0
  }[]
  readonly droppedEventsCount: 0
  readonly status: { readonly code: 0 | 1 | 2; readonly message?: string }
  readonly links: readonly {
    readonly traceId: string
    readonly spanId: string
    readonly attributes: readonly OtlpAttribute[]
    readonly droppedAttributesCount: 0
    readonly flags: number
  }[]
  readonly droppedLinksCount: 0
  readonly flags: number
}

/** The request of the OpenTelemetry protocol that carries spans. */
export interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly OtlpAttribute[]
      readonly droppedAttributesCount: 0
    }
    readonly scopeSpans: readonly {
      readonly scope: { readonly name: string }
      readonly spans: readonly OtlpSpan[]
    }[]
  }[]
}

/** Sampled, and known to be of this process. */
const FLAGS = 0x1_01

/**
 * The spans of `toSpans` as JSON of the OpenTelemetry protocol: for a file, or for `/v1/traces` of a
 * collector, Jaeger or any other receiver of OTLP over HTTP. It needs no other package.
 *
 * @example
 * ```ts
 * await fetch("http://localhost:4318/v1/traces", {
 *   method: "POST",
 *   headers: { "content-type": "application/json" },
 *   body: JSON.stringify(toOpenTelemetry(execution)),
 * })
 * ```
 * @throws {InvalidArgumentError} for anything except an execution.
 */
export function toOpenTelemetry(execution: Execution): OtlpTraces {
  assertExecution("call toOpenTelemetry", execution)
  const spans = toSpans(execution)
  const resources = new Set(spans.map(({ resource }) => resource))
  return {
    resourceSpans: [...resources].map((resource) => ({
      resource: { attributes: toAttributes(resource.attributes), droppedAttributesCount: 0 },
      scopeSpans: scopesOf(spans.filter((span) => span.resource === resource)),
    })),
  }
}

function scopesOf(spans: readonly TraceSpan[]): OtlpTraces["resourceSpans"][number]["scopeSpans"] {
  const [first] = spans
  if (first === undefined) return []
  return [{ scope: first.instrumentationScope, spans: spans.map(toOtlp) }]
}

function toOtlp(span: TraceSpan): OtlpSpan {
  const { traceId, spanId } = span.spanContext()
  return {
    traceId,
    spanId,
    ...(span.parentSpanId !== undefined && { parentSpanId: span.parentSpanId }),
    name: span.name,
    kind: 1,
    startTimeUnixNano: toNanoseconds(span.startTime),
    endTimeUnixNano: toNanoseconds(span.endTime),
    attributes: toAttributes(span.attributes),
    droppedAttributesCount: 0,
    events: span.events.map(({ name, time, attributes }) => ({
      attributes: toAttributes(attributes),
      name,
      timeUnixNano: toNanoseconds(time),
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: 0,
    status: span.status,
    links: span.links.map(({ context }) => ({
      attributes: [],
      spanId: context.spanId,
      traceId: context.traceId,
      droppedAttributesCount: 0,
      flags: FLAGS,
    })),
    droppedLinksCount: 0,
    flags: FLAGS,
  }
}

/** More than a number holds. */
function toNanoseconds([seconds, nanoseconds]: SpanTime): string {
  return String(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds))
}

function toAttributes(attributes: SpanAttributes): OtlpAttribute[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toValue(value) }))
}

function toValue(value: string | number | boolean): OtlpValue {
  if (typeof value === "string") return { stringValue: value }
  if (typeof value === "boolean") return { boolValue: value }
  return Number.isInteger(value) ? { intValue: value } : { doubleValue: value }
}
