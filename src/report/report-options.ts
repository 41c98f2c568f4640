import { text, wholeNumber } from "../text/option-kinds.ts"
import { type OptionSpec, readOptions } from "../text/options.ts"

/** Options of a report. */
export interface ReportOptions {
  /** The title of the page. Default: the name of the function, or of the exploration. */
  readonly title?: string
  /** The largest number of characters of an input, a result or an error. Default 20,000. */
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
