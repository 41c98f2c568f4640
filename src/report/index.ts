import "../world/limits/supported-runtime.ts"

export { renderReport } from "./render-report.ts"
export type { ReportSubject } from "./render-report.ts"
export type { ReportOptions } from "./report-options.ts"
export { toChromeTrace } from "./to-chrome-trace.ts"
export type { ChromeTrace, ChromeTraceEvent } from "./to-chrome-trace.ts"
export { toMermaid } from "./to-mermaid.ts"
export { toSummary } from "./to-summary.ts"
export { toOpenTelemetry } from "./to-open-telemetry.ts"
export type { OtlpAttribute, OtlpSpan, OtlpTraces, OtlpValue } from "./to-open-telemetry.ts"
export { toSpans } from "./to-spans.ts"
export type {
  SpanAttributes,
  SpanTime,
  TraceResource,
  TraceSpan,
  TraceSpanContext,
} from "./trace-span.ts"
