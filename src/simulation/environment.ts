/** What the user has set in the environment of the process; the empty text counts as not set. */
export function environmentVariable(name: string): string | undefined {
  const value = process.env[name]
  return value === "" ? undefined : value
}
