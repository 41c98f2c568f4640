import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type { Compatibility, HistoryVerdict } from "../../runner/results/replay-verdict.ts"
import { checkAndDiagnose } from "./check.ts"
import { type RecordedHistory, readHistory } from "../history/read-history.ts"
import { type History, truncatedEvents } from "../history/history.ts"

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

const WITHOUT_ARN =
  "\nThe history does not contain the ARN of its execution, so the replays ran under another one. Where a serdes, " +
  "a key or a name depends on it, pass { DurableExecutionArn, Events }."

/** @param isSameCode the handler is the one that made the history. */
export async function replayHistory(
  handler: LambdaHandler,
  source: RecordedHistory,
  { isSameCode = false }: { readonly isSameCode?: boolean } = {},
): Promise<HistoryVerdict> {
  const history = readHistory(source)
  const problem = problemOf(history)
  if (problem !== undefined) {
    const message = `undecidable: ${problem}`
    return { verdict: "undecidable", divergence: undefined, replays: 0, message }
  }
  const nothingElse = { watcher: undefined, recordAgain: undefined }
  const evidence = { isSameCode, ...nothingElse }
  const { divergence, replays } = await checkAndDiagnose(handler, history, evidence)
  if (divergence === undefined) {
    const message = `compatible: ${replays} replays requested the recorded operations`
    return { verdict: "compatible", divergence: undefined, replays, message }
  }
  const note = history.arn === undefined && divergence.kind === "missing" ? WITHOUT_ARN : ""
  const message = `incompatible: ${divergence.message}${note}`
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
function problemOf(history: History): string | undefined {
  const { events, hasMorePages = false } = history
  if (hasMorePages) {
    return (
      "the history has more pages than this one, as its NextMarker says. Load all of its pages, and " +
      "pass their events as one list."
    )
  }
  const [first] = events
  if (first?.EventType !== "ExecutionStarted") {
    return "the history does not begin with ExecutionStarted. Load all of its pages."
  }
  const gap = events.findIndex(({ EventId }, index) => (EventId ?? index + 1) !== index + 1)
  if (gap >= 0) return `event ${gap + 1} is missing. Load all pages of the history.`
  const [truncated] = truncatedEvents(history)
  if (truncated === undefined) return undefined
  return (
    `the data of event ${truncated.EventId} (${truncated.EventType}) is missing. ` +
    "Load the history with IncludeExecutionData."
  )
}
