/**
 * What errors tell people to do, in the words of a test. The command line has its own words for each of them.
 * `%name%` stands for code, such as the name of a callback in quotes.
 */
export const ADVICE = {
  allowUnused: "Pass { allowUnusedScripts: true } to the runner if that is intended.",
  answerCallback:
    "call runner.completeCallback(%name%, value) or runner.failCallback(%name%, error) before the run",
  answerAfter:
    "call runner.completeCallback(name, value, { after: { milliseconds: %delayMs% } }) before the run, or use runner.onCallback",
  answerEach: "each script answers one callback, so repeat it for each, or use runner.onCallback",
  expectRefusedIfLate: "Pass { expectRefused: true } if the answer is late on purpose.",
  expectRefusedIfMeant: "pass { expectRefused: true } if the test is about the refusal.",
  answerLater: "Deliver it later with { after }, or drop expectRefused.",
  forceTimeout: "or force the time-out with { after: { hours: 24 } }.",
  registerFunction:
    "Register it, runner.registerFunction(%name%, handler), or mock it, runner.mockFunction(%name%, (input) => result).",
  registerQualified:
    "Register it, runner.registerFunction(%name%, handler), or mock it, runner.mockFunction(%name%, (input) => result), with %options%.",
  makePlain:
    "make the target a plain function: registerFunction(%name%, handler, { durable: false }).",
  wrapOrRegister:
    "if it is a plain function, which is not wrapped by withDurableExecution, register it as one, runner.registerFunction(%name%, handler, { durable: false }).",
  registerPlain:
    "A plain function that others invoke is registered as one: runner.registerFunction(name, handler, { durable: false }).",
  replaceIo: "Replace it by a double (runner.mockStep, runner.mockFunction, a fake client)",
  replaceStep: "by a double (runner.mockStep)",
  giveInput:
    'Pass what the handler needs (input, prepare), or without: ["success"] if it is meant to fail.',
} as const

export type AdviceName = keyof typeof ADVICE

type HoleIn<Text extends string> = Text extends `${string}%${infer Hole}%${infer Rest}`
  ? Hole | HoleIn<Rest>
  : never

type CodeOf<Name extends AdviceName> = Readonly<Record<HoleIn<(typeof ADVICE)[Name]>, string>>

/** @param code what stands in the place of each `%name%`. */
export function advise<Name extends AdviceName>(
  name: Name,
  ...[code]: HoleIn<(typeof ADVICE)[Name]> extends never ? [] : [code: CodeOf<Name>]
): string {
  const given: Readonly<Record<string, string>> = code ?? {}
  return ADVICE[name].replaceAll(/%(\w+)%/gu, (_hole, key: string) => given[key] ?? "")
}
