import { relativeToWorkingDirectory } from "../../text/environment.ts"
import type { CallSite } from "../../runner/results/replay-verdict.ts"
import type { ExplorationFailure, Proof, VerdictData } from "./verdict.ts"
import { numberText, plural, secondsText } from "./number-text.ts"
import { renderOutcomes } from "./render-outcomes.ts"
import { renderTrace } from "./render-trace.ts"

/** The whole verdict as text. */
export function renderVerdict(data: Omit<VerdictData, "message">): string {
  const { failure, proof, name } = data
  if (failure !== undefined) return renderFailure(failure, data)
  const lines = [`${name}: no violation`]
  if (proof !== undefined) lines.push(`  ${renderProof(proof, data)}`)
  lines.push(...renderOutcomes(data.legalOutcomes))
  if (data.notCompared.length > 0) lines.push(renderNotCompared(data.notCompared))
  if (data.neverSeen.length > 0) lines.push(`  never seen   ${data.neverSeen.join("; ")}`)
  if (data.isWarmOnly) {
    lines.push("  not checked  state outside of the handler: pass createHandler")
  }
  if (data.strikesAtRecordsOnly) {
    lines.push("  not checked  crashes in code between two records: anywhere is false")
  }
  if (data.hasFixedLatencies) {
    lines.push("  not checked  other latencies of bodies that await timers: latencies is false")
  }
  return lines.join("\n")
}

function renderProof(
  proof: Proof,
  { schedules, elapsedMs, shard }: Omit<VerdictData, "message">,
): string {
  const part = shard.count === 1 ? "" : `, part ${shard.index + 1} of ${shard.count}`
  const took = `(${secondsText(elapsedMs)}${part})`
  if (proof.kind === "replayed") return `replayed     ${proof.schedule}  ${took}`
  if (proof.kind === "exhaustive") {
    return `exhaustive   ${plural(schedules, "schedule")}, ${renderCrashes(proof.maxFaults)}, ${plural(proof.states, "persisted state")}  ${took}`
  }
  const deviations =
    proof.deviations === 0 ? "" : `, all with fewer than ${plural(proof.deviations, "deviation")}`
  return `sampled      ${plural(schedules, "schedule")}${deviations}${renderEscape(proof.escape)}  ${took}`
}

function renderNotCompared(places: readonly string[]): string {
  const depend = places.length === 1 ? "it depends" : "they depend"
  return `  not compared ${places.map(readable).join(", ")}: ${depend} on the time or on chance`
}

/** Keys that are fresh are marked by characters that no terminal shows. */
function readable(path: string): string {
  return path === "" ? "the outcome" : path.replaceAll(/\p{Co}/gu, "")
}

function renderCrashes(most: number): string {
  if (most === 0) return "no faults"
  return most === Infinity ? "unlimited crashes" : `up to ${plural(most, "crash", "crashes")}`
}

function renderEscape(escape: Extract<Proof, { kind: "sampled" }>["escape"]): string {
  if (escape === undefined) return ""
  const { depth, probability, chains, events } = escape
  return `; a bug of depth ${depth} escapes with p <= ${probability.toFixed(2)} (w=${chains}, n=${events})`
}

function renderFailure(
  failure: ExplorationFailure,
  { name, isWarmOnly, notCompared }: Omit<VerdictData, "message">,
): string {
  const { violation, trace, schedule, sites } = failure
  const unlooked = notCompared.length === 0 ? [] : [renderNotCompared(notCompared)]
  const args = isWarmOnly ? "handler, input" : "handler, input, { createHandler }"
  return [
    `${name}: ${violation.invariant} is violated`,
    "",
    violation.message,
    "",
    renderTrace(trace),
    "",
    ...renderPair(failure),
    ...sites.map(({ what, site }) => `  at        ${describeSite(site)}  ${what}`),
    `  replay    await runner.replaySchedule("${schedule}", ${args})`,
    `            or DURABLE_SCHEDULE=${schedule} with the same test`,
    `  found     ${renderFound(failure)}`,
    ...unlooked,
  ].join("\n")
}

function renderPair({ criticalPair }: ExplorationFailure): string[] {
  if (criticalPair === undefined) return []
  const { first, second, isExact } = criticalPair
  return [`  passes    if ${first} and ${second} ${isExact ? "swap" : "come the other way round"}`]
}

function renderFound({ foundBy, foundAt, shrunk }: ExplorationFailure): string {
  const where =
    foundBy === "stored" ? "by a stored failure" : `by ${foundBy}, run ${numberText(foundAt)}`
  const { from, to, runs, isMinimal } = shrunk
  const stopped = isMinimal ? "" : ", stopped there"
  return `${where}; shrunk ${from} -> ${plural(to, "deviation")} in ${plural(runs, "run")}${stopped}`
}

function describeSite({ file, line, column }: CallSite): string {
  return `${relativeToWorkingDirectory(file)}:${line}:${column}`
}
