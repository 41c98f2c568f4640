import type { Event } from "@aws-sdk/client-lambda"
import { nameCallbacks } from "./callback-names.ts"
import type { ConformanceCase } from "./handlers/case.ts"
import { checkLogs, parseLogLines } from "./logs.ts"
import type { LogMismatch } from "./logs.ts"
import { matchHistory, matchValue } from "./matcher.ts"
import type { Mismatch } from "./matcher.ts"
import type { ExpectedResult, Requirement } from "./requirement.ts"
import type { CaseRun, RunCase } from "./run-requirement.ts"
import { drawVariables, substitute } from "./variables.ts"
import type { Bindings } from "./variables.ts"

/** What became of a requirement: its problems, or none. */
export interface RequirementCheck {
  readonly problems: readonly string[]
  /** The JavaScript SDK kept the requirement from being met, and nothing else did. */
  readonly gap: string | undefined
  readonly events: readonly Event[]
}

/** Runs the case of a requirement and compares what happened with what was recorded. */
export const checkRequirement = async (
  requirement: Requirement,
  testCase: ConformanceCase,
  runCase: RunCase,
): Promise<RequirementCheck> => {
  const bindings = drawVariables(requirement.variables, requirement.id)
  const run = await runCase({
    testCase,
    seed: requirement.id,
    event: substitute(requirement.input, bindings),
    actions: requirement.callbackActions.map((action) => ({
      ...action,
      callbackName: bindName(action.callbackName, bindings),
      ...("payload" in action && { payload: substitute(action.payload, bindings) }),
    })),
  })
  const events = requirement.asynchronous ? nameCallbacks(run.events) : run.events
  const history = matchHistory(requirement.expectedEvents, events, bindings)
  const result = matchResult(requirement.expectedResult, run, bindings)
  const problems = [
    ...run.problems,
    ...[...history, ...result].map(({ path, message }) => `${path} ${message}`),
    // Log patterns use the names that the history bound, so they say nothing where it failed.
    ...(history.length === 0 ? logProblems(requirement, testCase, run, bindings) : []),
  ]
  return { problems, gap: testCase.gap?.reason, events: run.events }
}

/** A name pattern keeps its `*` and its regular expression; only variables are filled in. */
const bindName = (name: string, bindings: Bindings): string => String(substitute(name, bindings))

const matchResult = (
  expected: ExpectedResult | undefined,
  run: CaseRun,
  bindings: Bindings,
): Mismatch[] => {
  if (!expected) return []
  return [
    ...matchValue(expected.status, run.status, bindings, "status"),
    ...(expected.result
      ? matchValue(expected.result.value, run.result ?? null, bindings, "result")
      : []),
    ...(expected.error
      ? matchValue(expected.error.value, run.error ?? null, bindings, "error")
      : []),
  ]
}

/** The log problems that are no gap of the SDK; a gap that is none any more is a problem too. */
const logProblems = (
  requirement: Requirement,
  { gap }: ConformanceCase,
  run: CaseRun,
  bindings: Bindings,
): string[] => {
  const records = parseLogLines(run.stdoutLines)
  const mismatches = checkLogs(requirement.expectedLogs, records, bindings)
  const isExcused = ({ expected }: LogMismatch): boolean =>
    gap?.missingLogFields.some((field) => field in expected.match) ?? false
  const remaining = mismatches.filter((mismatch) => !isExcused(mismatch))
  const problems = remaining.map(({ message }) => `log: ${message}`)
  if (gap && !mismatches.some(isExcused)) problems.push(`closed, remove the gap: ${gap.reason}`)
  return problems
}
