import type { FailureModel, TableModel, TraceRow, VerdictModel } from "../model/verdict-model.ts"
import { type Html, markup } from "./html.ts"
import { type Place, renderFacts, renderHeading } from "./parts.ts"
import { renderLogs } from "./tables.ts"

export function renderVerdict(model: VerdictModel, { level, suffix }: Place, search: Html): Html {
  const { title, facts, failure, tables, message } = model
  return markup`<section class="verdict" aria-label="Exploration of ${title}${suffix}">
    ${renderHeading(model, level)}
    ${renderFacts(facts)}
    ${failure === undefined ? search : renderFailure(failure, suffix, search)}
    ${tables.map((table) => renderTable(table, suffix))}
    <details><summary><h2>As text</h2></summary><pre>${message}</pre></details>
  </section>`
}

function renderFailure(failure: FailureModel, suffix: string, search: Html): Html {
  const { invariant, message, sites, cause, remedy, logs } = failure
  return markup`<h2>Violated: ${invariant}</h2>
    <p class="reason">${message}</p>
    ${cause === "" || message.includes(cause) ? "" : block("Cause", cause)}
    ${sites.length === 0 ? "" : block("Where", sites.join("\n"))}
    ${renderReplay(failure)}
    ${search}
    ${renderTraces(failure, suffix)}
    ${remedy === "" ? "" : markup`<p>${remedy}</p>`}
    ${renderLogs(logs, suffix)}`
}

function renderReplay({ schedule, surroundings, found }: FailureModel): Html {
  const call = `await runner.replaySchedule("${schedule}", handler, input)`
  const code = surroundings === "" ? call : `const runner = ${surroundings}\n${call}`
  return markup`<h2>Replay it</h2>
    <pre>DURABLE_SCHEDULE=${schedule}</pre>
    <p class="hint">in the environment of the same test, or in code (with { createHandler } as the last argument, if the exploration had it):</p>
    <pre>${code}</pre>
    <p class="hint">Found ${found}.</p>`
}

function renderTraces({ failing, passing }: FailureModel, suffix: string): Html | string {
  if (failing.length === 0) return ""
  if (passing.length === 0) {
    return markup`<h2>The failing schedule</h2>${renderTrace(failing, `The failing schedule${suffix}`)}`
  }
  return markup`<h2>The failing schedule beside one that passes</h2>
    <p class="hint">The first difference is marked. The one that passes goes the same way longest, of all runs that were made to explain the failure.</p>
    <div class="pair">
      <div><h3>fails</h3>${renderTrace(failing, `The failing schedule${suffix}`)}</div>
      <div><h3>passes</h3>${renderTrace(passing, `A schedule that passes${suffix}`)}</div>
    </div>`
}

function renderTrace(rows: readonly TraceRow[], label: string): Html {
  return markup`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table class="found trace">
    <thead><tr><th scope="col">#</th><th scope="col">time</th><th scope="col">invocation</th><th scope="col">what</th><th scope="col">happens</th></tr></thead>
    <tbody>${rows.map(renderLine)}</tbody>
  </table></div>`
}

function renderLine(row: TraceRow): Html {
  const { number, time, invocation, subject, detail, note, kind } = row
  const classes = [
    kind,
    ...(row.isFirstDifference ? ["differs"] : []),
    ...(row.isCritical ? ["critical"] : []),
  ]
  return markup`<tr class="${classes.join(" ")}">
    <td class="no">${number}</td>
    <td class="time">${time}</td>
    <td>${invocation}</td>
    <td>${subject}</td>
    <td class="text">${detail}${note === "" ? "" : markup` <span class="note">← ${note}</span>`}${row.isFirstDifference ? markup` <span class="note">← first difference</span>` : ""}</td>
  </tr>`
}

function renderTable({ title, head, rows }: TableModel, suffix: string): Html {
  return markup`<details class="table" open><summary><h2>${title}</h2></summary>
    <div class="scroll" role="region" aria-label="${title}${suffix}" tabindex="0"><table class="found">
      <thead><tr>${head.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td class="text">${cell}</td>`)}</tr>`)}</tbody>
    </table></div>
  </details>`
}

function block(title: string, text: string): Html {
  return markup`<h3>${title}</h3><pre>${text}</pre>`
}
