import { on } from "node:events"
import { MessageChannel, type MessagePort } from "node:worker_threads"
import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import { LocalExecutor } from "../oracle/local-executor.ts"
import type { Scenario } from "../../schedule/scenario.ts"
import { toScenario } from "../options/to-scenario.ts"
import { toErrorData } from "./error-data.ts"
import { summarize } from "./judge-summary.ts"
import { loadModule } from "./load-module.ts"
import { reportLoopsTo, watching } from "../../world/limits/watchdog.ts"
import type { KnownStates, RunsMessage, WorkerMessage, WorkerTask } from "./worker-messages.ts"

/** Real: no module computes for that long while it is loaded. */
const LONGEST_LOAD_MS = 4_000

/** Makes the runs that `port` asks for, of what a module exports, for as long as the thread lives. */
export async function makeRuns<Runner extends ScriptedRunner>(
  port: MessagePort,
  { module }: WorkerTask,
  createRunner: Scenario<Runner>["createRunner"],
): Promise<void> {
  const say = (message: WorkerMessage): void => send(port, message)
  const whereabouts = (): string => `  loading ${module}\n`
  const loaded = await watching({ watchdogMs: LONGEST_LOAD_MS, whereabouts }, async () =>
    loadModule<Runner>(module),
  )
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

/** Has this thread's watchdog report to the thread at the other end of `port`. */
export function reportLoops(port: MessagePort): void {
  const { port1, port2 } = new MessageChannel()
  reportLoopsTo(port1)
  const message: WorkerMessage = { kind: "watched", reports: port2 }
  port.postMessage(message, [port2])
}

function send(port: MessagePort, message: WorkerMessage): void {
  try {
    port.postMessage(message)
  } catch (error) {
    port.postMessage({ kind: "not-sent", error: toErrorData(error) } satisfies WorkerMessage)
  }
}
