/** What both test frameworks give a matcher as `this`. */
export interface MatcherContext {
  readonly isNot?: boolean | undefined
  readonly customTesters?: readonly unknown[] | undefined
  readonly equals: (a: unknown, b: unknown, customTesters?: never, strictCheck?: boolean) => boolean
  readonly utils: {
    readonly diff: (
      expected: unknown,
      received: unknown,
      options?: never,
    ) => string | null | undefined
    readonly stringify: (value: unknown) => string
    readonly iterableEquality: unknown
  }
}

/** What a matcher returns to either of them. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
}

/** What a matcher has found out. */
export interface Finding {
  readonly pass: boolean
  /** Why it does not hold; `isNot` asks why it holds. */
  readonly why: (isNot: boolean) => string
}

/** Compares as `toEqual` does, with asymmetric matchers and the testers of the test. */
export function isEqual(context: MatcherContext, actual: unknown, expected: unknown): boolean {
  const testers = [...(context.customTesters ?? []), context.utils.iterableEquality]
  return context.equals(actual, expected, testers as never)
}

export function diffOf({ utils }: MatcherContext, expected: unknown, actual: unknown): string {
  return (
    utils.diff(expected, actual) ??
    `Expected: ${utils.stringify(expected)}\nReceived: ${utils.stringify(actual)}`
  )
}

/** @param call as the test has written it, such as `toHaveSucceededWith(expected)`. */
export function toResult(
  { isNot = false }: MatcherContext,
  subject: string,
  call: string,
  { pass, why }: Finding,
): MatcherResult {
  const head = `expect(${subject})${isNot ? ".not" : ""}.${call}`
  return { pass, message: () => `${head}\n\n${why(isNot)}` }
}

/**
 * What was received is nothing that the matcher is for. It fails with and without `.not`: whoever passes
 * a promise has asserted nothing.
 */
export function wrongReceiver(
  context: MatcherContext,
  subject: string,
  call: string,
  problem: string,
): MatcherResult {
  const { isNot = false } = context
  return toResult(context, subject, call, { pass: isNot, why: () => problem })
}
