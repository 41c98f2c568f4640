/**
 * Which of two schedules is the simpler one: that with fewer deviations from the plain run, then the
 * shorter one, then the one that is smaller at the first choice in which they differ. Zeros at the end
 * make no difference. Negative if it is `left`.
 */
export function compareChoices(left: readonly number[], right: readonly number[]): number {
  const [first, second] = [withoutTrailingZeros(left), withoutTrailingZeros(right)]
  const byDeviations = deviationsOf(first).length - deviationsOf(second).length
  if (byDeviations !== 0) return byDeviations
  if (first.length !== second.length) return first.length - second.length
  const position = first.findIndex((choice, index) => choice !== second[index])
  return (first[position] ?? 0) - (second[position] ?? 0)
}

/** The positions of the choices that are not the plain one. */
export function deviationsOf(choices: readonly number[]): readonly number[] {
  return choices.flatMap((choice, position) => (choice === 0 ? [] : [position]))
}

export function withoutTrailingZeros(choices: readonly number[]): readonly number[] {
  return choices.slice(0, choices.findLastIndex((choice) => choice !== 0) + 1)
}
