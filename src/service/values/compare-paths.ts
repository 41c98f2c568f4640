/**
 * The order of two operation paths (`1-2` before `1-10`, a context before its operations), for `toSorted`.
 */
export function comparePaths(left: string, right: string): number {
  const [own, other] = [left, right].map((path) => path.split("-").map(Number))
  const index = (own ?? []).findIndex((part, at) => part !== other?.[at])
  return index < 0 ? left.length - right.length : (own?.[index] ?? 0) - (other?.[index] ?? 0)
}
