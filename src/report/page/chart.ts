import type { Band, ChartRow, ExecutionModel, Mark, Segment } from "../model/report-model.ts"
import { type Html, markup } from "./html.ts"

/** How wide a column is, in pixels: many of them have to share the screen. */
const WIDEST = 88
const NARROWEST = 20
const SCREEN = 900
/** About what a letter of the axis takes. */
const LETTER = 6.5

/** The operations over time: a list of buttons, each with its row of the chart beside it. */
export function renderChart(model: ExecutionModel, suffix: string): Html {
  const { instants, bands, rows } = model
  const width = Math.round(Math.min(WIDEST, Math.max(NARROWEST, SCREEN / instants.length)))
  const columns = `--n:${instants.length};--c:${width}px;--w:${width}px`
  return markup`<h2>What happened when</h2>
    <p class="hint">One column for each instant at which something happened. Open a row for its input, result and error.</p>
    ${LEGEND}
    <div class="chart" role="region" aria-label="Chart of operations over time${suffix}" tabindex="0">
      <div class="plane" style="${columns}">
        <div class="axis" aria-hidden="true">
          <div class="corner">operation</div>
          ${renderBands(bands, width)}
          ${renderTimes(model, width)}
        </div>
        <div class="ground" aria-hidden="true">${bands.map(({ from, to }) => markup`<i style="${place(from, to)}"></i>`)}</div>
        <ol class="rows" aria-label="Operations${suffix}">${rows.map(renderRow)}</ol>
      </div>
    </div>`
}

const LEGEND = markup`<ul class="legend" aria-label="Legend">
  <li><i class="s running"></i>running</li>
  <li><i class="s waiting"></i>waiting</li>
  <li><i class="s failed"></i>failed</li>
  <li><i class="s context"></i>context</li>
  <li><i class="m heartbeat">♥</i>heartbeat</li>
  <li><i class="m delivery">▼</i>answer from outside</li>
  <li><i class="m refused">⊘</i>refused</li>
  <li><i class="m log">•</i>log line</li>
  <li><i class="m warning">!</i>warning or error logged</li>
</ul>`

/** All bands, and as many of their names as have room: one may reach into what lies beside its band. */
function renderBands(bands: readonly Band[], width: number): readonly Html[] {
  let free = 0
  return bands.map(({ number, status, from, to }) => {
    const tone = status === "ERROR" || status === "FAILED" ? " bad" : ""
    const title = `invocation ${number}: ${status.toLowerCase()}`
    const name = to - from >= 2 ? `invocation ${number}` : `#${number}`
    const hasRoom = from * width >= free
    if (hasRoom) free = from * width + name.length * LETTER + 6
    const text = hasRoom ? name : ""
    return markup`<span class="in${tone}" style="${place(from, to)}" title="${title}">${text}</span>`
  })
}

/** As many times as have room. */
function renderTimes({ instants }: ExecutionModel, width: number): readonly Html[] {
  const shown: { readonly column: number; readonly text: string }[] = []
  let free = 0
  for (const [column, { text }] of instants.entries()) {
    if (column * width < free) continue
    shown.push({ column, text })
    free = column * width + text.length * LETTER + 10
  }
  // Columns of a printed page are narrower, and a label ends where the next one begins.
  return shown.map(({ column, text }, index) => {
    const next = shown[index + 1]?.column ?? instants.length
    return markup`<span class="at" style="${place(column, next)}">${text}</span>`
  })
}

function renderRow(row: ChartRow): Html {
  const { index, label, depth, status, isFailed, when, segments, marks } = row
  const tone = isFailed ? "bad" : status === "SUCCEEDED" ? "good" : "open"
  const notes = [...segments.filter(({ kind }) => kind === "failed"), ...marks].map(
    ({ note }) => note,
  )
  const aloud = [status.toLowerCase().replaceAll("_", " "), when, ...notes].join(", ")
  // Few elements: there may be thousands of rows.
  return markup`<li data-row="${index}">
    <div class="name ${tone}" style="--d:${Math.min(depth, 12)}">
      <button type="button" class="op" data-row="${index}" aria-label="${label}, ${aloud}" tabindex="${index === 0 ? 0 : -1}"${titleOf(label)}>${label}</button>
    </div>
    <div class="lane" aria-hidden="true">${segments.map(renderSegment)}${renderMarks(marks)}</div>
  </li>`
}

/** A name that may not have room is shown in full where the mouse rests. */
function titleOf(label: string): Html | undefined {
  return label.length > 20 ? markup` title="${label}"` : undefined
}

function renderSegment({ kind, from, to, isOpen, note }: Segment): Html {
  const style = place(from, to)
  return markup`<i class="s ${kind}${isOpen ? " opened" : ""}" style="${style}" title="${note}"></i>`
}

const SIGNS: Readonly<Record<Mark["kind"], string>> = {
  heartbeat: "♥",
  delivery: "▼",
  refused: "⊘",
  log: "•",
  warning: "!",
}
const MOST_SIGNS = 3

/** Those of one column stand side by side; what has no room is counted. */
function renderMarks(marks: readonly Mark[]): readonly Html[] {
  return [...Map.groupBy(marks, ({ at }) => at)].map(([at, found]) => {
    const signs = found.slice(0, MOST_SIGNS).map(({ kind }) => SIGNS[kind])
    const more = found.length > MOST_SIGNS ? `+${found.length - MOST_SIGNS}` : ""
    const kind =
      found.find((each) => each.kind === "refused" || each.kind === "warning") ?? found[0]
    const title = found.map(({ note }) => note).join("\n")
    const text = `${signs.join("")}${more}`
    return markup`<b class="m ${kind?.kind}" style="--f:${at}" title="${title}"><i>${text}</i></b>`
  })
}

function place(from: number, to: number): string {
  return `--f:${from};--l:${to - from}`
}
