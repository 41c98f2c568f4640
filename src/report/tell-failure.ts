import type { Verdict } from "../explore/report/verdict.ts"
import type { RunnerOfTest } from "../matchers/tested-runner.ts"
import type { ReportMode } from "./report-mode.ts"
import { type NamedTest, reportFileOf, writeReport, WRITTEN } from "./write-report.ts"

/** A test that has ended, and where its report goes. */
export interface EndedTest extends NamedTest {
  readonly folder: string
  readonly mode: ReportMode
  readonly ran: Pick<RunnerOfTest, "executions" | "verdicts" | "story">
  /** Whether other tests run at the same time, whose explorations cannot be told from its own. */
  readonly isConcurrent: boolean
}

/** Something that can be thrown, as far as its text goes. */
interface Failure {
  message: string
  stack?: string | undefined
}

const HEAD = "\n\nWhat happened:\n"

/** What is attached to a failed test, where its framework can do so. */
export interface ToldFailure {
  /** The runs of the test; empty if it has run nothing. */
  readonly story: string
  /** The page; undefined if none was written. */
  readonly file: string | undefined
}

/** Ends the error of a failed test with what the test has run, and with the path of its report. */
export function tellFailure(error: Failure | undefined, test: EndedTest): ToldFailure {
  const report = test.mode === "off" ? "" : reportOf(test, error?.message ?? "")
  const story = test.ran.story()
  const isWritten = report.startsWith(WRITTEN)
  if (error !== undefined) endWith(error, story, report)
  return { story, file: isWritten ? reportFileOf(test.folder, test) : undefined }
}

function endWith(error: Failure, story: string, report: string): void {
  if (story !== "" && !error.message.includes(HEAD)) append(error, HEAD + story)
  if (report !== "" && !error.message.includes(report)) append(error, `\n\n${report}`)
}

/**
 * Writes the report of a test.
 *
 * @param message of the error by which it has failed.
 * @returns a line that says where it is; empty if the test has run nothing.
 */
export function reportOf({ ran, folder, isConcurrent, ...test }: EndedTest, message = ""): string {
  const verdicts = isConcurrent ? ran.verdicts().filter(isQuotedIn(message)) : ran.verdicts()
  const subjects = [...ran.executions(), ...verdicts]
  return subjects.length === 0 ? "" : writeReport(folder, test, subjects)
}

const isQuotedIn =
  (message: string) =>
  (verdict: Verdict): boolean =>
    message.includes(verdict.message)

/** The stack has the message at its start, and is what jest prints. */
function append(error: Failure, text: string): void {
  const { message, stack } = error
  const end = (stack?.indexOf(message) ?? -1) + message.length
  error.message = message + text
  if (stack === undefined || end < message.length) return
  error.stack = stack.slice(0, end) + text + stack.slice(end)
}
