/**
 * Whether a name is the one that is meant. Whoever has no name matches nothing. The pattern is copied,
 * because a global or sticky one would remember where it has matched last.
 */
export function matchesName(pattern: string | RegExp, name: string | undefined): boolean {
  if (name === undefined) return false
  if (typeof pattern === "string") return pattern === name
  return new RegExp(pattern.source, pattern.flags).test(name)
}
