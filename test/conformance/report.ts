import { readFileSync, writeFileSync } from "node:fs"
import { compareIds } from "./requirement-files.ts"

/** How the project fares with one requirement. The title is ours, not that of the requirement. */
export interface RequirementOutcome {
  readonly id: string
  readonly title: string
  readonly outcome: "passed" | "failed" | "not expressible"
  readonly note?: string
}

/** Collects the outcomes of a suite run. */
export class ConformanceReport {
  readonly #outcomes = new Map<string, RequirementOutcome>()

  add(outcome: RequirementOutcome): void {
    this.#outcomes.set(outcome.id, outcome)
  }

  outcomes(): RequirementOutcome[] {
    return [...this.#outcomes.values()].toSorted((left, right) => compareIds(left.id, right.id))
  }

  /** The summary line and one table row for each requirement. */
  toMarkdown(): string {
    const outcomes = this.outcomes()
    const count = (wanted: RequirementOutcome["outcome"]): number =>
      outcomes.filter(({ outcome }) => outcome === wanted).length
    const counts = [
      `${count("passed")} passed`,
      `${count("failed")} failed`,
      `${count("not expressible")} not expressible in the JavaScript SDK`,
    ]
    const rows = outcomes.map(({ id, title, outcome, note }) => {
      const cells = [id, title, note === undefined ? outcome : `${outcome}: ${note}`]
      return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`
    })
    return [
      `${outcomes.length} requirements: ${counts.join(", ")}.`,
      "",
      "| Requirement | Handler | Result |",
      "| --- | --- | --- |",
      ...rows,
      "",
    ].join("\n")
  }

  /**
   * Writes the table into the page, between its two markers, if the run was asked to refresh the
   * documentation.
   */
  write(pagePath: string, environment: NodeJS.ProcessEnv = process.env): boolean {
    if (environment["UPDATE_DOCS"] !== "1") return false
    writeFileSync(pagePath, withSection(readFileSync(pagePath, "utf8"), this.toMarkdown()))
    return true
  }
}

const BEGIN = "<!-- conformance: written by `npm run test:conformance` with UPDATE_DOCS=1 -->"
const END = "<!-- /conformance -->"

/** The page with another section between the markers. */
export function withSection(page: string, section: string): string {
  const begin = page.indexOf(BEGIN)
  const end = page.indexOf(END)
  if (begin < 0 || end < begin) {
    throw new Error(`The page needs the lines ${BEGIN} and ${END}, in this order.`)
  }
  return `${page.slice(0, begin)}${BEGIN}\n\n${section.trim()}\n\n${page.slice(end)}`
}
