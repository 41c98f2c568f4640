/** An argument as a shell needs it, so that a hint can be copied. A `#` begins a comment, and a `~` or `=` a path. */
export function quoted(argument: string): string {
  return /^[\w./:@%+,-][\w./:=@%+,#~-]*$/u.test(argument)
    ? argument
    : `'${argument.replaceAll("'", "'\\''")}'`
}
