import type { ErrorObject, Event } from "@aws-sdk/client-lambda"
import { DurableTestRunner } from "durable-test-runner"
import { asNeeded } from "../support/as-needed.ts"
import { captureStdout } from "./capture-stdout.ts"
import { ExternalSystem } from "./external-system.ts"
import type { ConformanceCase } from "./handlers/case.ts"
import type { CallbackAction } from "./requirement.ts"

/** One run of a case, from the outside. */
interface CaseInput {
  readonly testCase: ConformanceCase
  /** Decides everything that is random in the run. */
  readonly seed: string
  readonly event: unknown
  readonly actions: readonly CallbackAction[]
}

export interface CaseRun {
  readonly events: readonly Event[]
  readonly status: string
  /** The result after JSON, undefined when there is none. */
  readonly result: unknown
  readonly error: ErrorObject | undefined
  readonly stdoutLines: readonly string[]
  /** What went wrong around the handler, for example a callback that no action fits. */
  readonly problems: readonly string[]
}

export type RunCase = (input: CaseInput) => Promise<CaseRun>

interface PreparedCase {
  readonly runner: DurableTestRunner
  readonly external: ExternalSystem
}

/** A runner with what a case needs around it. */
export const prepareCase = ({ testCase, seed, actions }: CaseInput): PreparedCase => {
  // The log records of a requirement tell how often its handler runs.
  const runner = new DurableTestRunner({ ...asNeeded, seed })
  for (const [name, { handler, durable }] of Object.entries(testCase.functions ?? {})) {
    runner.registerFunction(name, handler, { durable })
  }
  const external = new ExternalSystem(actions)
  runner.onCallback(
    () => true,
    (callback) =>
      external.receive({
        name: callback.name ?? "",
        sleep: (seconds) => callback.sleep({ seconds }),
        succeed: (text) => callback.succeed(text),
        fail: (error) => callback.fail(error),
        heartbeat: () => callback.heartbeat(),
      }),
  )
  return { runner, external }
}

/** Runs a case in virtual time. */
export const runCase: RunCase = async (input) => {
  const { runner, external } = prepareCase(input)
  const { testCase, event } = input
  const { value: execution, lines } = await captureStdout(() => runner.run(testCase.handler, event))
  return {
    events: execution.history,
    status: execution.status,
    result: execution.result,
    error: execution.error,
    stdoutLines: lines,
    problems: external.problems,
  }
}
