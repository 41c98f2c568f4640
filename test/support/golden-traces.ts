import { readFileSync } from "node:fs"

/** A trace with a title, as a section of the golden file. */
export interface GoldenTrace {
  readonly title: string
  readonly lines: readonly string[]
}

const FILE = new URL("../golden/traces.golden.txt", import.meta.url)

/** What the title of a trace begins with that was recorded from AWS. */
export const RECORDED = "recorded from AWS: "

export function renderGolden(traces: readonly GoldenTrace[]): string {
  return traces.map(({ title, lines }) => `# ${title}\n${lines.join("\n")}\n`).join("\n")
}

/** The golden trace of a handler that ran in AWS, by the title of its reference case. */
export function recordedTrace(title: string): string[] {
  const sections = readFileSync(FILE, "utf8").split(/^# /mu)
  const [, ...lines] =
    sections
      .map((section) => section.trimEnd().split("\n"))
      .find(([first]) => first === `${RECORDED}${title}`) ?? []
  if (lines.length === 0) {
    throw new Error(
      `The golden file has no trace ${JSON.stringify(title)}. Run npx vitest run test/golden -u, and compare what it adds with the recording.`,
    )
  }
  return lines
}
