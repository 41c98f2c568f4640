/** What `report` writes. */
export const REPORT_FORMATS = [
  "html",
  "summary",
  "mermaid",
  "chrome-trace",
  "opentelemetry",
] as const

export type ReportFormat = (typeof REPORT_FORMATS)[number]
