/** What a person at a command line writes where a test would call the API. */
type Rewriting = readonly [RegExp, string | ((...match: string[]) => string)]

/** In this order: what stands further up contains what stands below. */
const REWRITINGS: readonly Rewriting[] = [
  // Scripts.
  [/\nPass \{ allowUnusedScripts: true \} to the runner if that is intended\.$/gmu, ""],
  [
    /call runner\.completeCallback\(("[^"]*"), value\) or runner\.failCallback\(\1, error\) before the run/gu,
    (_call, name = "") => {
      const callback = JSON.parse(name) as string
      return `pass --answer ${callback}=text or --fail ${callback}=message`
    },
  ],
  [
    /call runner\.completeCallback\(name, value, \{ after: \{ milliseconds: (\d+) \} \}\) before the run, or use runner\.onCallback/gu,
    "pass --answer name=text@$1ms",
  ],
  [
    /each script answers one callback, so repeat it for each, or use runner\.onCallback/gu,
    "each flag answers one callback, so repeat it for each",
  ],
  [
    /Pass \{ expectRefused: true \} if the answer is late on purpose/gu,
    "Answer it in a scenario file with expectRefused: true if it is late on purpose (--scenario)",
  ],
  [
    /or pass \{ expectRefused: true \} if the test is about the refusal/gu,
    "or answer it in a scenario file with expectRefused: true if the refusal is meant (--scenario)",
  ],
  [
    /Deliver it later with \{ after \}, or drop expectRefused/gu,
    "Answer it later, such as by --answer name=text@5h, or drop expectRefused from the scenario",
  ],
  [
    /or force the time-out with \{ after: \{ hours: 24 \} \}/gu,
    "or force the time-out with --timeout name@24h",
  ],
  // Functions and steps.
  [
    /Register it, runner\.registerFunction\(("[^"]*"), handler\), or mock it, runner\.mockFunction\(\1, \(input\) => result\)(?:, with \{[^}]*\})?/gu,
    (_call, name = "") => `Pass --function ${JSON.parse(name) as string}=value for its result`,
  ],
  [
    /make the target a plain function: registerFunction\(("[^"]*"), handler, \{ durable: false \}\)/gu,
    (_call, name = "") => `pass --function ${JSON.parse(name) as string}=value for its result`,
  ],
  [
    /if it is a plain function, which is not wrapped by withDurableExecution, register it as one, runner\.registerFunction\("[^"]*", handler, \{ durable: false \}\)/gu,
    "wrap the handler by withDurableExecution",
  ],
  [/\(runner\.mockStep, runner\.mockFunction, a fake client\)/gu, "(--stub, --function)"],
  [/\(runner\.mockStep\)/gu, "(--stub)"],
  // The search.
  [
    /Pass what the handler needs \(input, prepare\), or without: \["success"\] if it is meant to fail/gu,
    "Pass what the handler needs (--input, --function, --stub, --answer)",
  ],
  [/Failed to call new DurableTestRunner: startTime is/gu, "--start-time is"],
  [/Failed to call new DurableTestRunner: seed is/gu, "--run-seed is"],
]

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
  for (const [pattern, replacement] of REWRITINGS) {
    told = told.replaceAll(pattern, replacement as string)
  }
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
