import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type { Compatibility, HistoryVerdict } from "../../runner/results/replay-verdict.ts"
import { checkRecording } from "./check-recording.ts"
import { diagnose } from "./diagnose.ts"
import { type RecordedHistory, toRecording } from "../record/history.ts"
import { type Recording, truncatedEvents } from "../record/recording.ts"

export interface NamedHistory {
  /** Such as the name of its file. */
  readonly name: string
  readonly history: RecordedHistory
}

export interface CorpusVerdict {
  /** The worst of them: `incompatible`, else `undecidable`, else `compatible`. */
  readonly verdict: Compatibility
  readonly results: readonly (HistoryVerdict & { readonly name: string })[]
  readonly message: string
}

/** @param isSameCode the handler is the one that made the history. */
export async function replayHistory(
  handler: LambdaHandler,
  history: RecordedHistory,
  { isSameCode = false }: { readonly isSameCode?: boolean } = {},
): Promise<HistoryVerdict> {
  const recording = toRecording(history)
  const problem = problemOf(recording)
  if (problem !== undefined) {
    const message = `undecidable: ${problem}`
    return { verdict: "undecidable", divergence: undefined, replays: 0, message }
  }
  const { found, replays } = await checkRecording(handler, recording)
  if (found === undefined) {
    const message = `compatible: ${replays} replays asked for what was recorded`
    return { verdict: "compatible", divergence: undefined, replays, message }
  }
  const nothingElse = { recorder: undefined, recordAgain: undefined }
  const divergence = await diagnose({ handler, recording, found, isSameCode, ...nothingElse })
  const message = `incompatible: ${divergence.message}`
  return { verdict: "incompatible", divergence, replays, message }
}

export async function replayCorpus(
  handler: LambdaHandler,
  histories: AsyncIterable<NamedHistory> | Iterable<NamedHistory>,
): Promise<CorpusVerdict> {
  const results: (HistoryVerdict & { readonly name: string })[] = []
  for await (const { name, history } of histories) {
    results.push({ name, ...(await replayHistory(handler, history)) })
  }
  const worst = (["incompatible", "undecidable"] as const).find((candidate) =>
    results.some(({ verdict }) => verdict === candidate),
  )
  const message = results.map((result) => `${result.name}: ${result.message}`).join("\n")
  return { verdict: worst ?? "compatible", results, message }
}

/** What a history lacks, so that nothing can be said about it. */
function problemOf(recording: Recording): string | undefined {
  const { events } = recording
  const [first] = events
  if (first?.EventType !== "ExecutionStarted") {
    return "the history does not begin with ExecutionStarted. Load all of its pages."
  }
  const gap = events.findIndex(({ EventId }, index) => (EventId ?? index + 1) !== index + 1)
  if (gap >= 0) return `event ${gap + 1} is missing. Load all pages of the history.`
  const [truncated] = truncatedEvents(recording)
  if (truncated === undefined) return undefined
  return (
    `the data of event ${truncated.EventId} (${truncated.EventType}) is missing. ` +
    "Load the history with IncludeExecutionData."
  )
}
