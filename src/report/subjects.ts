import { isExecution, isVerdict } from "../matchers/receivers.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { isThenable, showValue } from "../text/values/show-value.ts"
import { modelOfExecution } from "./model/execution-model.ts"
import { modelOfVerdict } from "./model/verdict-model.ts"
import type { SubjectModel } from "./page/page.ts"

/** @throws {InvalidArgumentError} for what is neither an execution nor a verdict. */
export function modelsOf(call: string, given: unknown, longestValue: number): SubjectModel[] {
  const subjects: readonly unknown[] = Array.isArray(given) && given.length > 0 ? given : [given]
  let rows = 0
  return subjects.map((subject) => {
    if (isVerdict(subject)) return modelOfVerdict(subject, longestValue)
    if (!isExecution(subject)) throw noSubject(call, subject)
    const model = modelOfExecution(subject, rows, longestValue)
    rows += model.rows.length
    return model
  })
}

/** @throws {InvalidArgumentError} */
export function assertExecution(call: string, given: unknown): void {
  if (!isExecution(given)) throw noSubject(call, given)
}

function noSubject(call: string, given: unknown): InvalidArgumentError {
  const problem = `it got ${isThenable(given) ? "a promise" : showValue(given)}`
  const hint = isThenable(given) ? " Is an await missing?" : ""
  const advice = `Pass an execution, of runner.run or Execution.fromHistory, or a verdict of explore.${hint}`
  return new InvalidArgumentError(call, problem, advice)
}
