import { writeFileSync } from "node:fs"
import { type ReportSubject, renderReport } from "../../report/render-report.ts"
import { type CommandIo, complain } from "../command-io.ts"
import { UsageError } from "../usage-error.ts"

/** Writes a page of what was seen, and names its file. */
export function writeReport(
  io: CommandIo,
  path: string,
  subject: ReportSubject | readonly ReportSubject[],
): void {
  try {
    writeFileSync(path, renderReport(subject))
  } catch (cause) {
    if (!(cause instanceof Error) || !("syscall" in cause)) throw cause
    throw new UsageError(`The report cannot be written: ${cause.message}.`, { cause })
  }
  complain(io, `report  ${path}`)
}
