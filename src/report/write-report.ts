import { createHash } from "node:crypto"
import { mkdirSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { relativeToWorkingDirectory } from "../text/environment.ts"
import { showValue } from "../text/values/show-value.ts"
import { type ReportSubject, renderReport } from "./render-report.ts"
import { fileSlug } from "../text/values/file-slug.ts"

/** A test, as its framework names it. */
export interface NamedTest {
  /** The file that it is in. */
  readonly file: string
  readonly fullName: string
}

/** Begins the line of a report that is there. */
export const WRITTEN = "Report: "

const LONGEST_SLUG = 80

/**
 * Writes the report of what a test has run. The next run of the same test replaces it.
 *
 * @returns a line that says where it is, or why it is not there: a test that fails must not fail by that.
 */
export function writeReport(
  folder: string,
  test: NamedTest,
  subjects: readonly ReportSubject[],
): string {
  const file = reportFileOf(folder, test)
  const name = relativeToWorkingDirectory(file)
  try {
    const page = renderReport(subjects, { title: test.fullName })
    mkdirSync(resolve(folder), { recursive: true })
    writeFileSync(file, page)
    return `${WRITTEN}${name}`
  } catch (error) {
    const reason = error instanceof Error ? error.message : showValue(error)
    return `The report ${name} could not be written: ${reason}`
  }
}

/** Where the report of a test is, once it has been written. */
export function reportFileOf(folder: string, test: NamedTest): string {
  return join(resolve(folder), fileNameOf(test))
}

/** Readable, and another one for each test: names may differ in what no file name holds. */
function fileNameOf({ file, fullName }: NamedTest): string {
  const slug = fileSlug(fullName, LONGEST_SLUG)
  const hash = createHash("sha256")
    .update(`${relativeToWorkingDirectory(file)}\0${fullName}`)
    .digest("hex")
    .slice(0, 8)
  return `${slug === "" ? "test" : slug}-${hash}.html`
}
