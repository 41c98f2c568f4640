/** A whole number with its thousands set apart, the same on every machine. */
export function numberText(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/gu, ",")
}

export function plural(count: number, word: string): string {
  return `${numberText(count)} ${word}${count === 1 ? "" : "s"}`
}

export function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`
}
