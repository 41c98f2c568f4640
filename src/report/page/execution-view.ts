import type { ExecutionModel } from "../model/report-model.ts"
import { renderChart } from "./chart.ts"
import { type Html, markup } from "./html.ts"
import { type Place, renderFacts, renderHeading } from "./parts.ts"
import { renderHistory, renderLogs } from "./tables.ts"

/** @param search stands between what is said of an execution and what can be searched of it. */
export function renderExecution(
  model: ExecutionModel,
  { level, suffix }: Place,
  search: Html,
): Html {
  const { title, facts, reason } = model
  return markup`<section class="execution" aria-label="Execution of ${title}${suffix}">
    ${renderHeading(model, level)}
    ${renderFacts(facts)}
    ${reason === "" ? "" : markup`<p class="reason">${reason}</p>`}
    ${search}
    ${renderChart(model, suffix)}
    ${renderHistory(model.history, suffix)}
    ${renderLogs(model.logs, suffix)}
  </section>`
}
