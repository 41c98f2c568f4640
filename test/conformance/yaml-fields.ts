/** Refuses fields that nobody has heard of: one may change what the file means. */
export const refuseUnknown = (
  fields: Record<string, unknown>,
  known: readonly string[],
  where: string,
): void => {
  const unknown = Object.keys(fields).filter((key) => !known.includes(key))
  if (unknown.length > 0) throw new Error(`${where}: unknown field ${unknown.join(", ")}`)
}

export const recordOf = (value: unknown, where: string): Record<string, unknown> => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`${where}: expected a mapping, got ${JSON.stringify(value)}`)
  }
  return value as Record<string, unknown>
}

export const listOf = (value: unknown, where: string): unknown[] => {
  if (!Array.isArray(value)) {
    throw new Error(`${where}: expected a list, got ${JSON.stringify(value)}`)
  }
  return value
}

export const textOf = (value: unknown, where: string): string => {
  if (typeof value !== "string") {
    throw new Error(`${where}: expected text, got ${JSON.stringify(value)}`)
  }
  return value
}

export const numberOf = (value: unknown, where: string): number => {
  if (typeof value !== "number") {
    throw new Error(`${where}: expected a number, got ${JSON.stringify(value)}`)
  }
  return value
}
