import { numberText } from "../../explore/report/number-text.ts"
import { renderUnseen } from "../../explore/report/render-coverage.ts"
import { type CommandIo, print, printJson } from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { filesOf, readTextFile } from "../files/read-values.ts"
import { UsageError } from "../usage-error.ts"
import type { VerdictFile } from "../files/verdict-file.ts"

/** What several machines have found together, each of which has explored one part. */
interface MergedVerdict {
  readonly kind: VerdictFile["kind"]
  readonly name: string
  readonly passed: boolean
  readonly schedules: number
  /** The longest time of a part. */
  readonly elapsedMs: number
  readonly outcomes: readonly string[]
  readonly coverage: Readonly<Record<string, number>>
  readonly neverSeen: readonly string[]
  readonly assumptions: readonly string[]
  readonly failures: readonly {
    readonly file: string
    readonly message: string
    readonly again: string | null
  }[]
  /** Parts that judged nothing, because real I/O decides. */
  readonly undecided: readonly { readonly file: string; readonly message: string }[]
}

interface NamedVerdict {
  readonly file: string
  readonly verdict: VerdictFile
}

/** Makes one verdict of those that `explore --shard --json` has printed. */
export function mergeCommand(
  io: CommandIo,
  paths: readonly string[],
  { json = false }: { readonly json?: boolean },
): ExitCode {
  const parts = paths.flatMap(filesOf).map((file) => ({ file, verdict: readVerdict(file) }))
  const count = assertWhole(parts)
  const merged = merge(parts)
  if (json) printJson(io, merged)
  else print(io, render(merged, count))
  if (merged.failures.length === 0 && merged.undecided.length > 0) return EXIT.undecided
  return merged.passed ? EXIT.fine : EXIT.wrong
}

function readVerdict(file: string): VerdictFile {
  const advice = "Make it with explore --shard 1/3 --json."
  try {
    const verdict = JSON.parse(readTextFile(file)) as VerdictFile | null
    if (verdict?.kind === "durable-test-runner/verdict") return verdict
  } catch (cause) {
    if (cause instanceof UsageError) throw cause
    throw new UsageError(`${file} is not JSON. ${advice}`, { cause })
  }
  throw new UsageError(`${file} is not a verdict. ${advice}`)
}

/**
 * Every part of one search, each once: with less, a verdict would claim more than was seen.
 *
 * @throws {UsageError}
 */
function assertWhole(parts: readonly NamedVerdict[]): number {
  const [first] = parts
  if (first === undefined) throw new UsageError("No verdict to merge.")
  const { count } = first.verdict.shard
  const seen = new Map<number, string>()
  for (const { file, verdict } of parts) {
    const { shard, name } = verdict
    if (shard.count !== count || name !== first.verdict.name) {
      throw new UsageError(
        `${file} is a part of another search: ${describe(verdict)}, and ${first.file} is ${describe(first.verdict)}.`,
      )
    }
    const other = seen.get(shard.index)
    if (other !== undefined) {
      throw new UsageError(`${other} and ${file} are the same part, ${shard.index + 1}/${count}.`)
    }
    seen.set(shard.index, file)
  }
  const missing = Array.from({ length: count }, (_, index) => index).filter(
    (index) => !seen.has(index),
  )
  if (missing.length === 0) return count
  const names = missing.map((index) => `${index + 1}/${count}`).join(", ")
  throw new UsageError(`The search has ${count} parts, and ${names} is missing.`)
}

function describe({ name, shard }: VerdictFile): string {
  return `part ${shard.index + 1} of ${shard.count} of ${name}`
}

function merge(parts: readonly NamedVerdict[]): MergedVerdict {
  const verdicts = parts.map(({ verdict }) => verdict)
  const coverage: Record<string, number> = {}
  for (const [mark, places] of verdicts.flatMap((verdict) => Object.entries(verdict.coverage))) {
    coverage[mark] = Math.max(coverage[mark] ?? 0, places)
  }
  return {
    kind: "durable-test-runner/verdict",
    name: verdicts[0]?.name ?? "",
    passed: verdicts.every(({ passed }) => passed),
    schedules: verdicts.reduce((sum, { schedules }) => sum + schedules, 0),
    elapsedMs: Math.max(...verdicts.map(({ elapsedMs }) => elapsedMs)),
    outcomes: unique(verdicts.flatMap(({ outcomes }) => outcomes)),
    coverage,
    neverSeen: Object.keys(coverage).filter((mark) => coverage[mark] === 0),
    assumptions: unique(verdicts.flatMap(({ assumptions }) => assumptions)),
    failures: parts.flatMap(({ file, verdict: { failure, message, again } }) =>
      failure === null ? [] : [{ file, message, again }],
    ),
    undecided: parts.flatMap(({ file, verdict: { uncontrolled, message } }) =>
      (uncontrolled ?? null) === null ? [] : [{ file, message }],
    ),
  }
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

function render(merged: MergedVerdict, count: number): string {
  const { name, schedules, neverSeen, coverage, failures, undecided, outcomes, assumptions } =
    merged
  const found = failures.map(({ file, message, again }) =>
    [`${file}: ${message}`, ...(again === null ? [] : [`  again     ${again}`])].join("\n"),
  )
  const untold = undecided.map(({ file, message }) => `${file}: ${message}`)
  const shards = count === 1 ? "1 part" : `${count} parts`
  return [
    ...[...found, ...untold].map((text) => `${text}\n`),
    `${name}: ${summaryOf(merged, shards)}`,
    `  sampled      ${numberText(schedules)} schedules in ${shards}`,
    ...outcomes.map((outcome) => `  outcome      ${outcome}`),
    ...renderUnseen(neverSeen, coverage),
    ...assumptions.map((line) => `  ${line}`),
  ].join("\n")
}

function summaryOf({ failures, undecided }: MergedVerdict, shards: string): string {
  if (failures.length > 0) return `${failures.length} of ${shards} found a violation`
  return undecided.length > 0 ? `${undecided.length} of ${shards} not judged` : "no violation"
}
