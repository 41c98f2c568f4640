import { input, select } from "@inquirer/prompts"
import type { DurableTestRunner } from "../../durable-test-runner.ts"
import type { Execution } from "../../runner/results/execution.ts"
import { CallbackNotReachedError } from "../../runner/step-by-step/step-by-step-errors.ts"
import type { StartedExecution } from "../../runner/step-by-step/started-execution.ts"
import type { ReceivedCallback } from "../../runner/systems/responder.ts"
import { parseDuration } from "../../text/duration-text.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { type CommandIo, print } from "../command-io.ts"

type Act = "succeed" | "fail" | "heartbeat" | "wait"

/** What was chosen: what to do, and with which callback. */
interface Choice {
  readonly act: Act
  readonly callback: ReceivedCallback
}

/** Runs an execution and asks whenever it waits for somebody. */
export async function runAsking(
  io: CommandIo,
  runner: DurableTestRunner,
  execution: StartedExecution,
): Promise<Execution> {
  while (await waitsForSomebody(execution)) {
    const pending = execution.pendingCallbacks
    const elapsed = formatElapsed(execution.snapshot().durationMs)
    print(io, `${elapsed}  waits for ${pending.map(nameOf).join(", ")}`)
    const choice = await select<Choice>({ message: "What happens?", choices: choicesOf(pending) })
    await act(runner, choice)
  }
  return execution.result()
}

/** Time passes until it does, or until nothing more happens. */
async function waitsForSomebody(execution: StartedExecution): Promise<boolean> {
  await execution.untilSuspended()
  if (execution.pendingCallbacks.length > 0) return true
  try {
    await execution.untilCallback(/(?:)/u)
    return true
  } catch (error) {
    if (error instanceof CallbackNotReachedError) return false
    throw error
  }
}

function choicesOf(
  pending: readonly ReceivedCallback[],
): { readonly name: string; readonly value: Choice }[] {
  const answers = pending.flatMap((callback) => [
    { name: `${nameOf(callback)}: success`, value: { act: "succeed", callback } as const },
    { name: `${nameOf(callback)}: failure`, value: { act: "fail", callback } as const },
    { name: `${nameOf(callback)}: heartbeat`, value: { act: "heartbeat", callback } as const },
  ])
  const wait = pending
    .slice(0, 1)
    .map((callback) => ({ name: "let time pass", value: { act: "wait", callback } as const }))
  return [...answers, ...wait]
}

async function act(runner: DurableTestRunner, { act: what, callback }: Choice): Promise<void> {
  switch (what) {
    case "succeed": {
      const value = await input({ message: "Result, sent as it is (empty for none):" })
      runner.completeCallback(callback.id, value === "" ? undefined : value)
      return
    }
    case "fail":
      runner.failCallback(callback.id, await input({ message: "Error message:" }))
      return
    case "heartbeat":
      runner.heartbeatCallback(callback.id)
      return
    case "wait": {
      const text = await input({
        message: "How long (such as 1h 30m)?",
        validate: (given) =>
          parseDuration(given) !== undefined || "Write it such as 5h, 90s or 250ms.",
      })
      await runner.advance(parseDuration(text) ?? {})
    }
  }
}

function nameOf({ name, id, occurrence }: ReceivedCallback): string {
  if (name === undefined) return `a callback without a name (${id.slice(0, 8)})`
  return occurrence > 1 ? `${name} (number ${occurrence})` : name
}
