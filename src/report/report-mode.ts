/** For which tests a report is written. */
export const REPORT_MODES = ["on-failure", "always", "off"] as const

export type ReportMode = (typeof REPORT_MODES)[number]
