const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
] as const

/** Virtual time since the start of the world, for people: `+0s`, `+20ms`, `+1h 30m`, `+300d 1s`. */
export function formatElapsed(milliseconds: number): string {
  return `+${formatDuration(milliseconds)}`
}

/** A length of time, for people: `0s`, `20ms`, `1h 30m`, `300d 1.5s`. */
export function formatDuration(milliseconds: number): string {
  const parts: string[] = []
  let rest = milliseconds
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    if (count > 0) parts.push(`${count}${unit}`)
    rest -= count * size
  }
  if (rest >= 1_000) parts.push(`${Number((rest / 1_000).toFixed(3))}s`)
  else if (rest > 0) parts.push(`${Number(rest.toFixed(3))}ms`)
  return parts.length === 0 ? "0s" : parts.join(" ")
}
