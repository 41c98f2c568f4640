import { createHash } from "node:crypto"
import type { ExecutionModel } from "../model/report-model.ts"
import { renderChart } from "./chart.ts"
import { Html, json, markup } from "./html.ts"
import { SCRIPT } from "./script.ts"
import { STYLE } from "./style.ts"
import { renderHistory, renderLogs } from "./tables.ts"

/** The whole file. Its policy lets nothing be loaded and no other script run, whatever the data holds. */
export function renderPage(title: string, models: readonly ExecutionModel[]): string {
  const details = models.flatMap((model) =>
    model.rows.map((row) => ({ label: row.label, ...row.details })),
  )
  const hash = createHash("sha256").update(SCRIPT).digest("base64")
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="generator" content="durable-test-runner">
        <title>${title}</title>
        <style>${new Html(STYLE)}</style>
      </head>
      <body>
        <a class="skip" href="#found">Skip to the search</a>
        <main>${models.map((model, index) => renderExecution(model, index === 0))}</main>
        ${PANEL}
        <script type="application/json" id="details">${json(details)}</script>
        <script>${new Html(SCRIPT)}</script>
      </body>
    </html>`.source
}

function renderExecution(model: ExecutionModel, isFirst: boolean): Html {
  const { title, status, isFailed, facts, reason } = model
  const tone = isFailed ? "bad" : status === "SUCCEEDED" ? "good" : ""
  const heading = markup`${title} <span class="badge ${tone}">${status}</span>`
  return markup`<section class="execution" aria-label="Execution of ${title}">
    ${isFirst ? markup`<h1>${heading}</h1>` : markup`<h2>${heading}</h2>`}
    ${renderFacts(facts)}
    ${reason === "" ? "" : markup`<p class="reason">${reason}</p>`}
    ${isFirst ? SEARCH : ""}
    ${renderChart(model)}
    ${renderHistory(model.history)}
    ${renderLogs(model.logs)}
  </section>`
}

const SEARCH = markup`<div class="search" role="search">
  <label for="found">Search</label>
  <input type="search" id="found" autocomplete="off" placeholder="operations, history, logs">
  <output id="count" for="found" aria-live="polite"></output>
</div>`

const PANEL = markup`<aside class="panel" id="panel" aria-labelledby="panel-title" hidden>
  <header>
    <h2 id="panel-title" tabindex="-1"></h2>
    <button type="button" class="close" id="close">Close</button>
  </header>
  <dl class="facts" id="panel-facts"></dl>
  <div id="panel-blocks"></div>
</aside>`

function renderFacts(facts: readonly (readonly [string, string])[]): Html {
  const pairs = facts.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)
  return markup`<dl class="facts">${pairs}</dl>`
}
