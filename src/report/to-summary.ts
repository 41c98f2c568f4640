import type { ExecutionModel } from "./model/report-model.ts"
import type { VerdictModel } from "./model/verdict-model.ts"
import type { ReportSubject } from "./render-report.ts"
import { modelsOf } from "./subjects.ts"

const LONGEST_VALUE = 2_000
const MOST_ROWS = 100

/**
 * A summary for the page of a CI job, as Markdown: append it to the file that GITHUB_STEP_SUMMARY names.
 *
 * @param subject as for `renderReport`.
 * @throws {InvalidArgumentError} for anything else.
 */
export function toSummary(subject: ReportSubject | readonly ReportSubject[]): string {
  const models = modelsOf("call toSummary", subject, LONGEST_VALUE)
  return models
    .map((model) => (model.kind === "execution" ? executionText(model) : verdictText(model)))
    .join("\n")
}

function executionText({ title, status, isFailed, facts, reason, rows }: ExecutionModel): string {
  const shown = rows.slice(0, MOST_ROWS)
  const more = rows.length - shown.length
  return [
    headline(title, status, isFailed),
    factsText(facts.filter(([name]) => name !== "ARN" && name !== "name")),
    ...(reason === "" ? [] : [fenced(reason)]),
    "| operation | status | when |",
    "|---|---|---|",
    ...shown.map(
      ({ label, depth, status: end, when }) =>
        `| ${"&nbsp;&nbsp;".repeat(depth)}${inline(label)} | ${inline(end)} | ${inline(when)} |`,
    ),
    ...(more > 0 ? [`| … ${more} more operations | | |`] : []),
    "",
  ].join("\n")
}

function verdictText({ title, status, isFailed, facts, failure, message }: VerdictModel): string {
  const replay =
    failure === undefined
      ? []
      : ["Replay it with the same test:", "", fenced(`DURABLE_SCHEDULE=${failure.schedule}`)]
  return [headline(title, status, isFailed), factsText(facts), fenced(message), ...replay].join(
    "\n",
  )
}

function headline(title: string, status: string, isFailed: boolean): string {
  return `### ${isFailed ? "❌" : "✅"} ${inline(title)}: ${inline(status)}\n`
}

function factsText(facts: readonly (readonly [string, string])[]): string {
  return `${facts.map(([name, value]) => `${inline(name)} ${inline(value)}`).join(" · ")}\n`
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

/** Text in a table or a heading: nothing in it is Markdown, or HTML. */
function inline(text: string): string {
  return text
    .replaceAll(/[&<>]/gu, (character) => ENTITIES[character] ?? "")
    .replaceAll(/[\\`*_[\]|~#]/gu, String.raw`\$&`)
    .replaceAll(/\s+/gu, " ")
}

/** A block that ends nowhere inside of the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/gu), ([run]) => run.length))
  const fence = "`".repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}\n`
}
