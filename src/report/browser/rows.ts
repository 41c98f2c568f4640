const STEPS: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  PageDown: (index, last) => Math.min(index + 20, last),
  PageUp: (index) => Math.max(index - 20, 0),
  Home: () => 0,
  End: (_index, last) => last,
}

/**
 * The buttons of the chart are one stop of the tabulator: arrows lead from one to the next, so that nobody
 * has to pass 3,000 of them.
 *
 * @returns whether the key was meant for them.
 */
export function moveFocus(key: string, from: Element | null): boolean {
  const step = STEPS[key]
  if (step === undefined || !(from instanceof HTMLElement)) return false
  if (!from.matches("button.op")) return false
  const chart = from.closest(".rows")
  const buttons = [...(chart?.querySelectorAll<HTMLElement>("li:not(.hidden) button.op") ?? [])]
  const next = buttons[step(buttons.indexOf(from), buttons.length - 1)]
  if (next === undefined) return false
  from.tabIndex = -1
  next.tabIndex = 0
  next.focus()
  return true
}

/** One of those that are shown can always be reached. */
export function keepReachable(): void {
  for (const chart of document.querySelectorAll(".rows")) {
    const shown = [...chart.querySelectorAll<HTMLElement>("li:not(.hidden) button.op")]
    if (shown.some(({ tabIndex }) => tabIndex === 0)) continue
    const [first] = shown
    if (first !== undefined) first.tabIndex = 0
  }
}
