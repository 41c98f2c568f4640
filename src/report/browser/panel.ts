import type { Details } from "../model/report-model.ts"
import { byId } from "./elements.ts"

export interface Panel {
  readonly show: (row: number) => void
  readonly close: () => void
}

/** The details of one operation, beside the page. */
export function openPanel(): Panel {
  let all: readonly (Details & { label: string })[] | undefined
  const panel = byId("panel")
  /** What has opened it gets the focus back. */
  let opener: HTMLElement | undefined

  const close = (): void => {
    if (panel.hidden) return
    panel.hidden = true
    choose(undefined)
    opener?.focus()
    opener = undefined
  }
  const show = (row: number): void => {
    all ??= JSON.parse(byId("details").textContent ?? "[]") as NonNullable<typeof all>
    const details = all[row]
    if (details === undefined) return
    const { activeElement } = document
    const button = document.querySelector<HTMLElement>(`button.op[data-row="${row}"]`)
    const isButton =
      activeElement instanceof HTMLElement && activeElement.dataset["row"] === String(row)
    opener = isButton ? activeElement : (button ?? undefined)
    fill(details)
    choose(row)
    panel.hidden = false
    panel.scrollTop = 0
    byId("panel-title").focus({ preventScroll: true })
  }
  byId("close").addEventListener("click", close)
  return { show, close }
}

function choose(row: number | undefined): void {
  document.querySelector("li.chosen")?.classList.remove("chosen")
  if (row !== undefined) document.querySelector(`li[data-row="${row}"]`)?.classList.add("chosen")
}

/** Texts only: what a user's code has returned is never read as markup. */
function fill({ label, facts, blocks }: Details & { label: string }): void {
  byId("panel-title").textContent = label
  byId("panel-facts").replaceChildren(
    ...facts.map(([name, value]) => {
      const pair = document.createElement("div")
      pair.append(textIn("dt", name), textIn("dd", value))
      return pair
    }),
  )
  byId("panel-blocks").replaceChildren(
    ...blocks.flatMap(([title, text]) => [textIn("h3", title), textIn("pre", text)]),
  )
}

function textIn(tag: string, text: string): HTMLElement {
  const element = document.createElement(tag)
  element.textContent = text
  return element
}
