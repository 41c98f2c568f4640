import { on } from "node:events"
import type { MessagePort } from "node:worker_threads"
import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { LocalExecutor } from "../oracle/local-executor.ts"
import type { Scenario } from "../../schedule/scenario.ts"
import { toScenario } from "../options/to-scenario.ts"
import { toErrorData } from "./error-data.ts"
import { summarize } from "./judge-summary.ts"
import { loadModule } from "./load-module.ts"
import type { KnownStates, RunsMessage, WorkerMessage, WorkerTask } from "./worker-messages.ts"

/** Makes the runs that `port` asks for, of what a module exports, for as long as the thread lives. */
export async function makeRuns<Runner extends ScriptedRunner>(
  port: MessagePort,
  { module }: WorkerTask,
  createRunner: Scenario<Runner>["createRunner"],
): Promise<void> {
  const say = (message: WorkerMessage): void => send(port, message)
  const loaded = await loadModule<Runner>(module)
  if ("problem" in loaded) {
    say({ kind: "unusable", problem: loaded.problem })
    return
  }
  const { handler, options, settings } = loaded
  const executor = new LocalExecutor(toScenario(handler, options, createRunner), settings)
  const known = new Set<string>()
  const messages = on(port, "message")
  say({ kind: "ready", summary: summarize(settings) })
  for await (const [message] of messages) {
    // What a run waits for has to keep the thread alive by itself. If nothing does, the run is never
    // going to end, and the thread ends instead, of which the other side is told.
    port.unref()
    say(await answerTo(message as RunsMessage, known, executor))
    port.ref()
  }
}

async function answerTo<Runner extends ScriptedRunner>(
  { plans, known: added, limits }: RunsMessage,
  known: Set<string>,
  executor: LocalExecutor<Runner>,
): Promise<WorkerMessage> {
  if (added !== undefined) learn(known, added)
  executor.limits = limits
  try {
    const reports = await executor.run({ plans, known: added === undefined ? undefined : known })
    return { kind: "reports", reports }
  } catch (error) {
    return { kind: "failed", error: toErrorData(error) }
  }
}

function learn(known: Set<string>, { from, added }: KnownStates): void {
  if (from === 0) known.clear()
  for (const key of added) known.add(key)
}

function send(port: MessagePort, message: WorkerMessage): void {
  try {
    port.postMessage(message)
  } catch (error) {
    port.postMessage({ kind: "not-sent", error: toErrorData(error) } satisfies WorkerMessage)
  }
}
