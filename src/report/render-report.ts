import type { Verdict } from "../explore/report/verdict.ts"
import type { Execution } from "../runner/results/execution.ts"
import { renderPage, type SubjectModel } from "./page/page.ts"
import { modelsOf } from "./subjects.ts"
import { type ReportOptions, readReportOptions } from "./report-options.ts"

/** What a report can be made of. */
export type ReportSubject = Execution | Verdict

const CALL = "call renderReport"

/**
 * A page that shows what happened: the text of one HTML file that needs nothing else, for light and dark
 * screens, for paper, for a keyboard and for a screen reader.
 *
 * @param subject an execution, a verdict of `explore`, or a list of them, which stand below each other.
 * @example
 * ```ts
 * writeFileSync("order.html", renderReport(await runner.run(handler, { id: "o-1" })))
 * ```
 * @throws {InvalidArgumentError} for anything else, and for a wrong option.
 */
export function renderReport(
  subject: ReportSubject | readonly ReportSubject[],
  options?: ReportOptions,
): string {
  const { title, longestValue } = readReportOptions(CALL, options)
  const models = modelsOf(CALL, subject, longestValue)
  return renderPage(title ?? models.map(titleOf).join("; "), models)
}

function titleOf({ title, status }: SubjectModel): string {
  return `${title}: ${status}`
}
