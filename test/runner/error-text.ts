/** For `catch` in a handler whose result says what went wrong. */
export function nameOf(error: unknown): string {
  return (error as Error).name
}

export function messageOf(error: unknown): string {
  return (error as Error).message
}
