import { textOfEntry } from "../../runner/logs/log-text.ts"
import { commonLines } from "../../explore/nearest-passing.ts"
import { secondsText } from "../../explore/report/number-text.ts"
import type { TraceLine } from "../../explore/report/trace-line.ts"
import type { ExplorationFailure, Verdict } from "../../explore/report/verdict.ts"
import type { CallSite } from "../../runner/results/replay-verdict.ts"
import { formatElapsed } from "../../text/elapsed.ts"
import { relativeToWorkingDirectory } from "../../text/environment.ts"
import type { LogRow } from "./report-model.ts"
import { cut } from "./value-text.ts"

/** One line of a trace, as a reader sees it. */
export interface TraceRow {
  readonly number: number
  readonly time: string
  readonly invocation: string
  readonly subject: string
  readonly detail: string
  readonly note: string
  readonly kind: "plain" | "fault" | "deviation"
  /** Whether the two traces part here. */
  readonly isFirstDifference: boolean
  /** Whether it is one of the two whose order decides. */
  readonly isCritical: boolean
}

export interface FailureModel {
  readonly invariant: string
  readonly message: string
  /** Lines of the handler, and what each has to do with the failure. */
  readonly sites: readonly string[]
  /** Why, where a replay of the handler goes another way; empty where that is unknown. */
  readonly cause: string
  /** What would have to be the other way round for the run to pass; empty where that is unknown. */
  readonly remedy: string
  /** What the runner needs to replay it, besides the schedule. */
  readonly surroundings: string
  readonly schedule: string
  readonly found: string
  readonly failing: readonly TraceRow[]
  /** Empty where no passing run is known. */
  readonly passing: readonly TraceRow[]
  readonly logs: readonly LogRow[]
}

export interface TableModel {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

export interface VerdictModel {
  readonly kind: "verdict"
  readonly title: string
  readonly status: string
  readonly isFailed: boolean
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly failure: FailureModel | undefined
  readonly tables: readonly TableModel[]
  /** The verdict as text, as a terminal shows it. */
  readonly message: string
}

export function modelOfVerdict(verdict: Verdict, longestValue: number): VerdictModel {
  const { name, failure, passed, schedules, elapsedMs, message } = verdict
  return {
    kind: "verdict",
    title: name,
    status: statusOf(verdict),
    isFailed: !passed,
    facts: [
      ["schedules", String(schedules)],
      ["took", secondsText(elapsedMs)],
      ...proofFacts(verdict),
      ["outcomes without faults", String(verdict.outcomes)],
    ],
    failure: failure && modelOfFailure(failure, longestValue),
    tables: tablesOf(verdict, longestValue),
    message,
  }
}

function statusOf({ failure, uncontrolled, passed }: Verdict): string {
  if (failure !== undefined) return "VIOLATED"
  if (uncontrolled !== undefined) return "NOT JUDGED"
  return passed ? "PASSED" : "NOT ALL SEEN"
}

function proofFacts({ proof }: Verdict): VerdictModel["facts"] {
  switch (proof?.kind) {
    case undefined:
      return []
    case "exhaustive":
      return [
        ["proof", "exhaustive"],
        ["crashes", proof.maxFaults === Infinity ? "unlimited" : `up to ${proof.maxFaults}`],
        ["persisted states", String(proof.states)],
      ]
    case "sampled":
      return [
        ["proof", "sampled"],
        ["all schedules with fewer deviations than", String(proof.deviations)],
        ...(proof.escape === undefined
          ? []
          : [
              [
                `a bug of depth ${proof.escape.depth} escapes with p`,
                `<= ${proof.escape.probability.toFixed(2)}`,
              ] as const,
            ]),
      ]
    case "replayed":
      return [["replayed", proof.schedule]]
  }
}

function modelOfFailure(failure: ExplorationFailure, longestValue: number): FailureModel {
  const { violation, sites, divergence, criticalPair, surroundings, trace, passingTrace } = failure
  const common = passingTrace.length === 0 ? undefined : commonLines(trace, passingTrace)
  const critical = new Set(
    criticalPair === undefined ? [] : [criticalPair.first, criticalPair.second],
  )
  return {
    invariant: violation.invariant,
    message: cut(violation.message, longestValue),
    sites: sites.map(({ what, site }) => `${describeSite(site)}  ${what}`),
    cause: divergence === undefined ? "" : cut(divergence.message, longestValue),
    remedy:
      criticalPair === undefined
        ? ""
        : `The run passes if lines ${criticalPair.first} and ${criticalPair.second} ${criticalPair.isExact ? "swap" : "come the other way round"}.`,
    surroundings:
      surroundings === undefined
        ? ""
        : `new DurableTestRunner({ startTime: "${new Date(surroundings.startTime).toISOString()}", seed: ${JSON.stringify(surroundings.seed)} })`,
    schedule: failure.schedule,
    found: foundText(failure),
    failing: trace.map((line, index) => rowOf(line, index === common, critical.has(line.number))),
    passing: passingTrace.map((line, index) => rowOf(line, index === common, false)),
    logs: failure.logs.map((entry) => ({
      time: formatElapsed(entry.elapsedMs),
      level: entry.level,
      where: entry.operation ?? `invocation ${entry.invocation ?? "?"}`,
      text: textOfEntry(entry),
      row: undefined,
    })),
  }
}

function foundText({ foundBy, foundAt, shrunk }: ExplorationFailure): string {
  const stopped = shrunk.isMinimal ? "" : ", stopped there"
  return `by ${foundBy}, in run ${foundAt}; shrunk from ${shrunk.from} to ${shrunk.to} deviations in ${shrunk.runs} runs${stopped}`
}

function rowOf(line: TraceLine, isFirstDifference: boolean, isCritical: boolean): TraceRow {
  const { number, invocation, subject, detail, elapsedMs, insteadOf, isFault } = line
  return {
    number,
    time: formatElapsed(elapsedMs),
    invocation: invocation === undefined ? "" : `#${invocation}`,
    subject,
    detail,
    note: isFault ? "fault" : insteadOf === undefined ? "" : `before ${insteadOf}`,
    kind: isFault ? "fault" : insteadOf === undefined ? "plain" : "deviation",
    isFirstDifference,
    isCritical,
  }
}

function describeSite({ file, line, column }: CallSite): string {
  return `${relativeToWorkingDirectory(file)}:${line}:${column}`
}

function tablesOf(verdict: Verdict, longestValue: number): readonly TableModel[] {
  const { tiers, legalOutcomes, coverage, neverSeen, failedBodies, notCompared } = verdict
  const outcomeText = (outcome: unknown): string => cut(JSON.stringify(outcome), longestValue)
  const tables: TableModel[] = [
    {
      title: "Tiers of the search",
      head: ["tier", "schedules", "complete"],
      rows: tiers.map(({ tier, schedules, isComplete }) => [
        tier,
        String(schedules),
        isComplete ? "yes" : "no",
      ]),
    },
    {
      title: "Outcomes of the runs without faults",
      head: ["differs by", "outcome", "schedule"],
      rows: legalOutcomes.map(({ difference, outcome, schedule }) => [
        difference === "" ? "the plain run" : difference,
        outcomeText(outcome),
        schedule,
      ]),
    },
    {
      title: "How it ends if a body fails in each attempt",
      head: ["operation", "outcomes"],
      rows: failedBodies.map(({ operation, outcomes }) => [
        operation,
        outcomes.map(outcomeText).join("\n"),
      ]),
    },
    { title: "Never seen", head: ["what"], rows: neverSeen.map((what) => [what]) },
    {
      title: "Not compared, as it depends on the time or on chance",
      head: ["place"],
      rows: notCompared.map((place) => [
        place === "" ? "the outcome" : place.replaceAll(/\p{Co}/gu, ""),
      ]),
    },
    {
      title: "Covered",
      head: ["what", "places"],
      rows: Object.entries(coverage).map(([what, count]) => [what, String(count)]),
    },
  ]
  return tables.filter(({ rows }) => rows.length > 0)
}
