import type { Event } from "@aws-sdk/client-lambda"
import type { Execution } from "../runner/execution.ts"
import type { LambdaHandler } from "../simulation/invocation.ts"
import { causeOf } from "./causes.ts"
import { checkRecording } from "./check-recording.ts"
import { diagnose } from "./diagnose.ts"
import { type Divergence, toDivergence } from "./divergence.ts"
import { recordingOf } from "./history.ts"
import type { Recorder, SettlingOrder } from "./record.ts"
import { closingEvent, detailsOf, type Recording } from "./recording.ts"

/** A run of the handler, recorded to be replayed. */
export interface RecordedRun {
  readonly execution: Execution
  readonly recorder: Recorder
}

/** What `checkReplay` found. */
export interface ReplayCheck {
  /** True if the handler asked for the same in every replay. */
  readonly isDeterministic: boolean
  /** Absent if there is none. The first one: what follows it follows from it. */
  readonly divergence: Divergence | undefined
  /** The run that was recorded in the usual order. */
  readonly execution: Execution
  /** How many times the handler was replayed. */
  readonly replays: number
}

export async function checkReplay(
  handler: LambdaHandler,
  record: (order: SettlingOrder) => Promise<RecordedRun>,
): Promise<ReplayCheck> {
  const { execution, recorder } = await record("oldest-first")
  const recording = recordingOf(execution)
  const first = await checkRun(handler, recording, { recorder, order: "oldest-first", record })
  const result = { execution, replays: first.replays }
  if (first.divergence !== undefined) {
    return { ...result, isDeterministic: false, divergence: first.divergence }
  }
  const second = await attempt(() => record("newest-first"))
  // The same history needs no second look, and a run that the order has broken has no history.
  if (second === undefined || isSameHistory(second.execution.history, recording.events)) {
    return { ...result, isDeterministic: true, divergence: undefined }
  }
  const other = recordingOf(second.execution)
  const { divergence, replays } = await checkRun(handler, other, {
    recorder: second.recorder,
    order: "newest-first",
    record,
  })
  return {
    execution,
    replays: first.replays + replays,
    isDeterministic: divergence === undefined,
    divergence,
  }
}

interface RunRecord {
  readonly recorder: Recorder
  readonly order: SettlingOrder
  readonly record: (order: SettlingOrder) => Promise<RecordedRun>
}

async function checkRun(
  handler: LambdaHandler,
  recording: Recording,
  { recorder, order, record }: RunRecord,
): Promise<{ readonly divergence: Divergence | undefined; readonly replays: number }> {
  const misuse = nestedOperation(recording)
  if (misuse !== undefined) return { divergence: misuse, replays: 0 }
  const { found, replays } = await checkRecording(handler, recording)
  if (found === undefined) return { divergence: undefined, replays }
  const recordAgain = async (): Promise<Recording | undefined> => {
    const again = await attempt(() => record(order))
    return again && recordingOf(again.execution)
  }
  const divergence = await diagnose({ handler, recording, found, recorder, recordAgain })
  return { divergence, replays }
}

/** The SDK ends an execution that uses a context inside of another operation. */
function nestedOperation(recording: Recording): Divergence | undefined {
  const closing = closingEvent(recording)
  const message =
    closing === undefined ? undefined : detailsOf(closing).Error?.Payload?.ErrorMessage
  if (message === undefined || !message.startsWith("Context usage error")) return undefined
  const recorded = "the operation around it"
  const asked = /in "(.*?)"/u.exec(message)?.[1] ?? "an operation"
  return toDivergence(recording, {
    difference: { kind: "result", recorded, asked: `asks for ${asked} from inside of it` },
    cause: causeOf("nested-operation"),
    site: undefined,
    recordedSite: undefined,
    asked: undefined,
  })
}

async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action()
  } catch {
    return undefined
  }
}

/** But for what the seed of a run decides: ids of requests, executions and callbacks. */
function isSameHistory(left: readonly Event[], right: readonly Event[]): boolean {
  return outline(left) === outline(right)
}

function outline([started, ...events]: readonly Event[]): string {
  return JSON.stringify(
    events.map((event) => {
      const { Result, Error: failure } = detailsOf(event)
      const isExecution = event.Id === started?.Id
      const identity = isExecution ? [] : [event.Id, event.Name]
      return [event.EventType, ...identity, Result, failure]
    }),
  )
}
