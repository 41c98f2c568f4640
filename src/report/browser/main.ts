import { openPanel } from "./panel.ts"
import { moveFocus } from "./rows.ts"
import { listenToSearch } from "./search.ts"
import { fillTable, fillTables } from "./tables.ts"

const panel = openPanel()

/** The row that an element belongs to: buttons have it, and rows of the chart. */
function rowOf(target: EventTarget | null): string | undefined {
  if (!(target instanceof Element)) return undefined
  return target.closest<HTMLElement>("[data-row]")?.dataset["row"]
}

document.addEventListener("click", ({ target }) => {
  const row = rowOf(target)
  if (row !== undefined) panel.show(Number(row))
})
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") panel.close()
  else if (moveFocus(event.key, document.activeElement)) event.preventDefault()
})
// A closed table would not be printed.
addEventListener("beforeprint", () => {
  fillTables()
  for (const table of document.querySelectorAll("details")) table.open = true
})
for (const table of document.querySelectorAll("details.table")) {
  table.addEventListener("toggle", () => fillTable(table))
}
listenToSearch()
