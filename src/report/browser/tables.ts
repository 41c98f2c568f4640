/**
 * The rows of a long table are in the page as a text, in which everything is escaped already. They become
 * rows when they are needed.
 */
export function fillTable(table: Element): void {
  const later = table.querySelector("script")
  if (later === null) return
  const rows = document.createElement("tbody")
  rows.innerHTML = later.textContent ?? ""
  table.querySelector("tbody")?.replaceWith(rows)
  later.remove()
}

export function fillTables(): void {
  for (const table of document.querySelectorAll("details.table")) fillTable(table)
}
