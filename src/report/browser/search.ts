import { byId } from "./elements.ts"
import { keepReachable } from "./rows.ts"
import { fillTables } from "./tables.ts"

interface Searched {
  readonly element: Element
  readonly text: string
}

/** Hides what does not have all of the words that were typed. */
export function listenToSearch(): void {
  const input = document.getElementById("found")
  if (!(input instanceof HTMLInputElement)) return
  // What a page shows does not change, and is read when the first letter is typed.
  let searched: readonly Searched[] | undefined
  input.addEventListener("input", () => {
    fillTables()
    searched ??= [...document.querySelectorAll(".rows li, .found tbody tr")].map((element) => ({
      element,
      text: textOf(element).toLowerCase(),
    }))
    const words = input.value.toLowerCase().split(/\s+/u).filter(Boolean)
    let count = 0
    for (const { element, text } of searched) {
      const isFound = words.every((word) => text.includes(word))
      element.classList.toggle("hidden", !isFound)
      if (isFound) count++
    }
    if (words.length > 0) openTables()
    keepReachable()
    byId("count").textContent = words.length === 0 ? "" : `${count} of ${searched.length} rows`
  })
}

/** What a row shows, and what it tells a screen reader. */
function textOf(element: Element): string {
  const label = element.querySelector(".op")?.getAttribute("aria-label")
  return label ?? element.textContent ?? ""
}

/** What was found in a closed table would not be seen. */
function openTables(): void {
  for (const table of document.querySelectorAll("details.table")) table.setAttribute("open", "")
}
