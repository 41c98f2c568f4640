/** A whole number with its thousands set apart, the same on every machine. */
export function numberText(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/gu, ",")
}

export function plural(count: number, word: string, several = `${word}s`): string {
  return `${numberText(count)} ${count === 1 ? word : several}`
}

export function secondsText(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`
}
