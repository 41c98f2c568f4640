import { text, wholeNumber } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"

/** How a report is made. */
export interface ReportOptions {
  /** What the page is called. Default: the name of the function, or of the exploration. */
  readonly title?: string
  /** How many characters of an input, a result or an error it keeps. Default 20,000. */
  readonly longestValue?: number
}

const REPORT_OPTIONS: OptionSpec<ReportOptions> = {
  title: text(),
  longestValue: wholeNumber({ least: 100 }),
}

const LONGEST_VALUE = 20_000

/** @throws {InvalidArgumentError} */
export function readReportOptions(
  call: string,
  options: unknown,
): ReportOptions & { readonly longestValue: number } {
  return { longestValue: LONGEST_VALUE, ...readOptions(call, options, REPORT_OPTIONS) }
}
