import { dirname, relative } from "node:path"
import { handlerName } from "../files/handler-name.ts"
import { toLiteral } from "./literal.ts"
import type { ErrorObject } from "@aws-sdk/client-lambda"

/** Longer results make a test that nobody reads. */
const LONGEST_RESULT = 2_000

export type Framework = "vitest" | "jest"

/** What a test of a handler is made of. */
export interface TestPlan {
  readonly framework: Framework
  /** The file of the handler. */
  readonly path: string
  /** The file of the test. */
  readonly output: string
  /** Its name in an import. */
  readonly specifier: string
  readonly exportName: string
  readonly input: unknown
  /** Names of callbacks in the order in which they are answered; undefined where one has none. */
  readonly callbacks: readonly (string | undefined)[]
  /** The text that all of them are answered with; undefined for no result. */
  readonly answer: string | undefined
  /** By the names that the handler invokes. */
  readonly functions: readonly string[]
  /** Steps whose bodies could not run, and why. */
  readonly stubs: readonly { readonly name: string; readonly message: string }[]
  readonly outcome: PlannedOutcome
}

/** How the runs have ended that the test repeats. */
interface PlannedOutcome {
  readonly status: string
  readonly result: unknown
  readonly error: ErrorObject | undefined
  /** Whether two runs with other ids and random numbers had this result. */
  readonly isStable: boolean
}

/** The text of a test that passes as it is. */
export function renderTest(plan: TestPlan): string {
  const framework = plan.framework === "vitest" ? "vitest" : "@jest/globals"
  const paragraphs = [
    functionsOf(plan),
    stubsOf(plan),
    callbacksOf(plan),
    [`const execution = await runner.run(${runArguments(plan)})`],
    expectationOf(plan),
  ].filter((lines) => lines.length > 0)
  const body = paragraphs.map((lines) => lines.map((line) => `  ${line}`).join("\n")).join("\n\n")
  return `${importHandler(plan)}
import { durableTest } from "durable-test-runner/${plan.framework}"
import { expect } from "${framework}"

durableTest(${JSON.stringify(titleOf(plan))}, async ({ runner }) => {
${body}
})
`
}

/** What the test calls the handler. */
function localName({ exportName }: TestPlan): string {
  return exportName === "default" ? "handler" : exportName
}

function titleOf(plan: TestPlan): string {
  const name = handlerName(plan)
  const { outcome } = plan
  return outcome.status === "SUCCEEDED" ? `${name} succeeds` : `${name} ends ${outcome.status}`
}

function importHandler(plan: TestPlan): string {
  const { exportName, path, specifier, output } = plan
  const named = exportName === "default" ? localName(plan) : `{ ${exportName} }`
  const folder = relative(dirname(output), dirname(path)).replaceAll("\\", "/")
  const up = folder === "" ? "." : folder.startsWith(".") ? folder : `./${folder}`
  return `import ${named} from ${JSON.stringify(`${up}/${specifier}`)}`
}

function functionsOf({ functions }: TestPlan): string[] {
  if (functions.length === 0) return []
  const calls = functions.map((target) => {
    const { name = target, qualifier } =
      /^(?<name>[^:]+):(?<qualifier>[^:]+)$/u.exec(target)?.groups ?? {}
    return `runner.mockFunction(${JSON.stringify(name)}, () => null${optionsOf(qualifier)})`
  })
  return [
    "// Functions that the handler invokes: let each return what the real one does.",
    ...calls,
  ]
}

function optionsOf(qualifier: string | undefined): string {
  if (qualifier === undefined || qualifier === "$LATEST") return ""
  const value = JSON.stringify(qualifier)
  return /^\d+$/u.test(qualifier) ? `, { version: ${value} }` : `, { aliases: [${value}] }`
}

function stubsOf({ stubs }: TestPlan): string[] {
  return stubs.flatMap(({ name, message }) => [
    `// The body of this step could not run here: ${message.replaceAll(/\s+/gu, " ")}`,
    `runner.mockStep(${JSON.stringify(name)}, () => null)`,
  ])
}

function callbacksOf({ callbacks, answer }: TestPlan): string[] {
  if (callbacks.length === 0) return []
  const value = answer === undefined ? "" : JSON.stringify(answer)
  const named = callbacks.filter((name) => name !== undefined)
  const scripts = named.map((name) =>
    [`runner.completeCallback(${JSON.stringify(name)}`, ...(value === "" ? [] : [value])].join(
      ", ",
    ),
  )
  const nameless =
    named.length === callbacks.length
      ? []
      : [
          "runner.onCallback(",
          "  ({ name }) => name === undefined,",
          `  async (callback) => callback.succeed(${value}),`,
          ")",
        ]
  const hint =
    answer === undefined
      ? "// What external systems answer. Pass a value: a text is sent as it is, anything else as JSON."
      : "// What external systems answer. A text is sent as it is, anything else as JSON."
  return [hint, ...scripts.map((call) => `${call})`), ...nameless]
}

function runArguments(plan: TestPlan): string {
  if (plan.input === undefined) return localName(plan)
  return `${localName(plan)}, ${toLiteral(plan.input, "  ")}`
}

function expectationOf({ input, outcome }: TestPlan): string[] {
  const { status, result, error, isStable } = outcome
  if (status !== "SUCCEEDED") {
    const [firstLine = ""] = (error?.ErrorMessage ?? "").split("\n")
    const members = { ...(error?.ErrorType !== undefined && { ErrorType: error.ErrorType }) }
    return [
      `// A first run ended like this${input === undefined ? ", without an input" : ""}: ${firstLine}`,
      status === "FAILED"
        ? `expect(execution).toHaveFailedWith(${toLiteral(members)})`
        : `expect(execution.status).toBe(${JSON.stringify(status)})`,
    ]
  }
  const text = toLiteral(result, "  ")
  if (isStable && text.length <= LONGEST_RESULT) {
    return [`expect(execution).toHaveSucceededWith(${text})`]
  }
  const why = isStable ? "is long" : "differs from run to run"
  return [`// Its result ${why}: say what of it matters.`, "expect(execution).toHaveSucceeded()"]
}
