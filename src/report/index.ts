import "../world/limits/supported-runtime.ts"

export { renderReport } from "./render-report.ts"
export type { ReportSubject } from "./render-report.ts"
export type { ReportOptions } from "./report-options.ts"
