import "./world/limits/supported-runtime.ts"

export { exportHistory } from "./replay/history/read-history.ts"
export type {
  FromHistoryOptions,
  HistoryPage,
  HistorySource,
} from "./runner/results/recorded-execution.ts"
export type { RecordedHistory } from "./replay/history/read-history.ts"
export type { ReplayCheck } from "./replay/judge/check.ts"
export type { CorpusVerdict, NamedHistory } from "./replay/judge/replay-history.ts"
export type { UncontrolledKind, UncontrolledSource } from "./replay/judge/uncontrolled.ts"
export type { AssertReplayOptions, CheckReplayOptions } from "./replay-check-options.ts"
export type {
  CallSite,
  Cause,
  CauseKind,
  Compatibility,
  Divergence,
  HistoryVerdict,
  RecordedOperation,
} from "./runner/results/replay-verdict.ts"
