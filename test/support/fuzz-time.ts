/** How long a property may run in `npm run test:fuzz`: FUZZ_MINUTES, and a little less than a minute by default. */
export const LONGEST_MS: number = minutesOf(process.env["FUZZ_MINUTES"]) * 60_000

/** The time limit of a test with one such property. */
export const FUZZ_TIMEOUT: number = Math.max(60_000, LONGEST_MS + 15_000)

function minutesOf(text: string | undefined): number {
  if (text === undefined || text === "") return 0.75
  const minutes = Number(text)
  if (Number.isFinite(minutes) && minutes > 0) return minutes
  throw new Error(
    `Failed to run longer: FUZZ_MINUTES is ${JSON.stringify(text)}. Set it to a number above 0.`,
  )
}

/** Prints it in `npm run test:fuzz`, past Vitest, which shows the output of failed tests only. */
export function sayWhatWasFuzzed(text: string): void {
  if (process.env["FUZZ_FACTOR"] !== undefined) process.stderr.write(`${text}\n`)
}
