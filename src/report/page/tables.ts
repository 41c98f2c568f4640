import type { HistoryRow, LogRow } from "../model/report-model.ts"
import { type Html, markup } from "./html.ts"

/**
 * Longer tables are closed at first, and their rows are a text until somebody opens them: they would be
 * parsed before anything is shown.
 */
const MOST_OPEN_ROWS = 200

export function renderHistory(rows: readonly HistoryRow[]): Html {
  return markup`<details class="table"${openness(rows)}>
    <summary><h2>History</h2> <span class="hint">${count(rows, "event")}</span></summary>
    <div class="scroll" role="region" aria-label="History" tabindex="0">
      <table class="found">
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">time</th>
            <th scope="col">event</th>
            <th scope="col">operation</th>
            <th scope="col">details</th>
          </tr>
        </thead>
        ${renderBody(rows.map(renderEvent))}
    </div>
  </details>`
}

function renderEvent({ eventId, time, type, subject, text, isFailure, row }: HistoryRow): Html {
  return markup`<tr${isFailure ? BAD : ""}>
    <td class="no">${eventId}</td>
    <td class="time">${time}</td>
    <td class="type">${type}</td>
    <td>${link(subject, row)}</td>
    <td class="text">${text}</td>
  </tr>`
}

export function renderLogs(rows: readonly LogRow[]): Html {
  if (rows.length === 0) return markup``
  return markup`<details class="table"${openness(rows)}>
    <summary><h2>Logs</h2> <span class="hint">${count(rows, "line")}</span></summary>
    <div class="scroll" role="region" aria-label="Logs" tabindex="0">
      <table class="found">
        <thead>
          <tr>
            <th scope="col">time</th>
            <th scope="col">level</th>
            <th scope="col">where</th>
            <th scope="col">message</th>
          </tr>
        </thead>
        ${renderBody(rows.map(renderLog))}
    </div>
  </details>`
}

function renderLog({ time, level, where, text, row }: LogRow): Html {
  const tone = level === "error" || level === "fatal" || level === "warn" ? " bad" : ""
  return markup`<tr>
    <td class="time">${time}</td>
    <td class="level${tone}">${level}</td>
    <td>${link(where, row)}</td>
    <td class="text">${text}</td>
  </tr>`
}

function renderBody(rows: readonly Html[]): Html {
  if (rows.length <= MOST_OPEN_ROWS) return markup`<tbody>${rows}</tbody></table>`
  return markup`<tbody></tbody></table><script type="text/html">${rows}</script>`
}

const BAD = markup` class="bad"`
const OPEN = markup` open`

function openness(rows: readonly unknown[]): Html | undefined {
  return rows.length <= MOST_OPEN_ROWS ? OPEN : undefined
}

function link(text: string, row: number | undefined): Html {
  if (row === undefined) return markup`${text}`
  return markup`<button type="button" data-row="${row}">${text}</button>`
}

function count(rows: readonly unknown[], noun: string): string {
  return `${rows.length} ${noun}${rows.length === 1 ? "" : "s"}`
}
