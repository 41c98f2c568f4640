import { ADVICE, type AdviceName } from "../../text/advice.ts"
import { quoted } from "../files/quoted.ts"

/** What a person at the command line writes where a test calls the API. `%name%=text` is one argument. */
const BY_FLAGS: Readonly<Record<AdviceName, string>> = {
  allowUnused: "",
  answerCallback: "pass --answer %name%=text or --fail %name%=message",
  answerAfter: "pass --answer name=text@%delayMs%ms",
  answerEach: "each flag answers one callback, so repeat it for each",
  expectRefusedIfLate:
    "Answer it in a scenario file with expectRefused: true if it is late on purpose (--scenario).",
  expectRefusedIfMeant:
    "answer it in a scenario file with expectRefused: true if the refusal is meant (--scenario).",
  answerLater:
    "Answer it later, such as by --answer name=text@5h, or drop expectRefused from the scenario.",
  forceTimeout: "or force the time-out with --timeout name@24h.",
  registerFunction: "Pass --function %name%=value for its result.",
  registerQualified: "Pass --function %name%=value for its result.",
  makePlain: "pass --function %name%=value for its result.",
  wrapOrRegister: "wrap the handler by withDurableExecution.",
  registerPlain:
    "Pass --function name=value for the result of a plain function that others invoke.",
  replaceIo: "Replace it by a double (--stub, --function)",
  replaceStep: "by a double (--stub)",
  giveInput: "Pass what the handler needs (--input, --function, --stub, --answer).",
}

/** Code in the place of a hole: a text in quotes, a number, or an object. */
const CODE = String.raw`"(?:[^"\\]|\\.)*"|\d+|\{[^}]*\}`

const ADVICE_NAMES = Object.keys(ADVICE) as AdviceName[]
const REWRITINGS = ADVICE_NAMES.map((name) => [patternOf(ADVICE[name]), BY_FLAGS[name]] as const)

function patternOf(advice: string): RegExp {
  const seen = new Set<string>()
  const source = advice
    .replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`)
    .replaceAll(/%(\w+)%/gu, (_hole, name: string) => {
      if (seen.has(name)) return String.raw`\k<${name}>`
      seen.add(name)
      return `(?<${name}>${CODE})`
    })
  return new RegExp(source, "gu")
}

function rewritten(text: string, pattern: RegExp, byFlags: string): string {
  return text.replaceAll(pattern, (_advice, ...matched: unknown[]) => {
    const code = matched.at(-1) as Readonly<Record<string, string>> | string
    return byFlags.replaceAll(/%(\w+)%(=\w+)?/gu, (_hole, name: string, value = "") =>
      typeof code === "string" ? "" : quoted(`${textOf(code[name] ?? "")}${value}`),
    )
  })
}

function textOf(code: string): string {
  return code.startsWith('"') ? (JSON.parse(code) as string) : code
}

/** Options of the runner that have flags of other names. */
const FLAGS: ReadonlyMap<string, string> = new Map([
  ["startTime", "--start-time"],
  ["seed", "--run-seed"],
])

/** Options of the runner that have no flag. What comes behind is an example of a value. */
const OPTIONS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["maxEvents", 100_000],
  ["runBudgetMs", 60_000],
  ["maxInvokeDepth", 50],
  ["maxFailedInvocations", 20],
  ["realIoTimeoutMs", 30_000],
  ["handlerTimeoutMs", 5_000],
  ["executionTimeout", { days: 1 }],
  ["functionTimeout", { minutes: 1 }],
])

/** A text for tests, as whoever has typed flags can follow it. */
export function asFlags(text: string): string {
  let told = text
  for (const [pattern, byFlags] of REWRITINGS) told = rewritten(told, pattern, byFlags)
  for (const [option, flag] of FLAGS) {
    told = told.replaceAll(`Failed to call new DurableTestRunner: ${option} is`, `${flag} is`)
  }
  told = told.trimEnd()
  const named = [...OPTIONS].filter(([name]) => {
    return new RegExp(`\\b(?:raise|set|or) ${name}\\b`, "iu").test(told)
  })
  if (named.length === 0) return told
  const values = JSON.stringify(Object.fromEntries(named))
  const what = named.length === 1 ? "it" : "them"
  return (
    `${told.replaceAll(", an option of the runner", "")}\n` +
    `On the command line the environment sets ${what}, such as DURABLE_TEST_RUNNER_DEFAULTS='${values}'.`
  )
}
