import { createHash } from "node:crypto"
import type { ExecutionModel } from "../model/report-model.ts"
import type { VerdictModel } from "../model/verdict-model.ts"
import { renderExecution } from "./execution-view.ts"
import { Html, json, markup } from "./html.ts"
import { SCRIPT } from "./script.ts"
import { STYLE } from "./style.ts"
import { renderVerdict } from "./verdict-view.ts"

/** What a page shows, one below the other. */
export type SubjectModel = ExecutionModel | VerdictModel

/** The whole file. Its policy lets nothing be loaded and no other script run, whatever the data holds. */
export function renderPage(title: string, models: readonly SubjectModel[]): string {
  const details = models.flatMap((model) =>
    model.kind === "verdict" ? [] : model.rows.map((row) => ({ label: row.label, ...row.details })),
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
        <main>${models.map(renderSubject)}</main>
        ${PANEL}
        <script type="application/json" id="details">${json(details)}</script>
        <script>${new Html(SCRIPT)}</script>
      </body>
    </html>`.source
}

function renderSubject(model: SubjectModel, index: number): Html {
  const search = index === 0 ? SEARCH : markup``
  const place = {
    level: index === 0 ? 1 : 2,
    suffix: index === 0 ? "" : ` (${index + 1})`,
  } as const
  return model.kind === "execution"
    ? renderExecution(model, place, search)
    : renderVerdict(model, place, search)
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
