/**
 * The choices after which two happenings have changed places. A choice is the place of an event among
 * those that wait, and what has happened waits no more; so two neighbours change places like this:
 *
 *     A B C D   choices 2, 0   C, then A   ->   0, 1   A, then C (at place 1 of B C D)
 *               choices 0, 1   A, then C   ->   2, 0
 *
 * It holds as far as both were enabled at once, and what one of them enables comes behind the other.
 */
export function exchange(
  choices: readonly number[],
  first: number,
  second: number,
): readonly number[] {
  const exchanged = [...choices]
  // The second one moves to the front, then the first one, which is behind it now, to the end.
  for (let position = second - 1; position >= first; position--) swapNext(exchanged, position)
  for (let position = first + 1; position < second; position++) swapNext(exchanged, position)
  return exchanged
}

function swapNext(choices: number[], position: number): void {
  const [early = 0, late = 0] = choices.slice(position, position + 2)
  const isBehind = early > late
  choices[position] = isBehind ? late : late + 1
  choices[position + 1] = isBehind ? early - 1 : early
}
