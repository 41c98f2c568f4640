import { relativeToWorkingDirectory } from "../../text/environment.ts"
import { renderLogs } from "../../runner/logs/log-text.ts"
import type { CallSite, Divergence } from "../../runner/results/replay-verdict.ts"
import type { ExplorationFailure, Proof, VerdictData } from "./verdict.ts"
import { numberText, plural, secondsText } from "./number-text.ts"
import { renderFailedBodies, renderUnseen } from "./render-coverage.ts"
import { renderOutcomes } from "./render-outcomes.ts"
import { renderTrace } from "./render-trace.ts"
import { renderUnchecked, renderUncontrolled } from "../invariants/uncontrolled-io.ts"
import type { RemoteHandler } from "../../world/remote-handlers.ts"

/** How many lines of the code's own logs the text of a failure has. */
const MOST_LOGS = 30

/** With fewer runs than that, even a small handler has not been searched. */
const FEW_RUNS = 50

/** A charge that a crash repeats is no difference where nobody looks at charges. */
const UNSEEN: Readonly<Record<Exclude<VerdictData["observes"], "outside">, string>> = {
  nothing: "  not checked  what bodies do outside, such as a second charge: return it from observe",
  bodies: "  not checked  what bodies do outside besides what they return: return it from observe",
}

/** The whole verdict as text. */
export function renderVerdict(data: Omit<VerdictData, "message">): string {
  const { failure, proof, name } = data
  if (failure !== undefined) return renderFailure(failure, data)
  if (data.uncontrolled !== undefined) {
    return `${name}: not judged\n\n${renderUncontrolled(data.uncontrolled)}`
  }
  const lines = [`${name}: no violation`]
  if (proof !== undefined) lines.push(`  ${renderProof(proof, data)}`)
  lines.push(...renderFewRuns(data), ...renderOutcomes(data.legalOutcomes))
  lines.push(...renderFailedBodies(data.failedBodies))
  if (data.notCompared.length > 0) lines.push(renderNotCompared(data.notCompared))
  if (data.coldStart !== undefined) {
    lines.push(`  cold start   only the first run: ${data.coldStart}`)
  }
  lines.push(...renderUnseen(data.neverSeen, data.coverage))
  if (data.observes !== "outside") lines.push(UNSEEN[data.observes])
  if (data.remote !== undefined) lines.push(...renderRemote(data.remote))
  else if (data.isWarmOnly) {
    lines.push("  not checked  state outside of the handler: pass createHandler")
  }
  if (data.strikesAtRecordsOnly) {
    lines.push("  not checked  crashes in code between two records: anywhere is false")
  }
  if (data.hasFixedLatencies) {
    lines.push("  not checked  other latencies of bodies that await timers: latencies is false")
  }
  if (data.realIo !== undefined) lines.push(renderUnchecked(data.realIo))
  if (data.drawsNumbers && data.proof?.kind === "exhaustive") {
    lines.push("  not checked  random numbers beyond a few sequences")
  }
  return lines.join("\n")
}

/** What happens inside of a process shows only where it calls AWS, and where it responds. */
function renderRemote({ command, startsAfresh }: RemoteHandler): string[] {
  return [
    `  not checked  crashes in ${command} between two of its calls to AWS; the order of its threads`,
    ...(startsAfresh
      ? []
      : ["  not checked  state outside of the handler: pass freshContainers to remoteFunction"]),
  ]
}

function renderProof(
  proof: Proof,
  { schedules, elapsedMs, shard, namedStrikes }: Omit<VerdictData, "message">,
): string {
  const part = shard.count === 1 ? "" : `, part ${shard.index + 1} of ${shard.count}`
  const took = `${renderStrikes(namedStrikes)}  (${secondsText(elapsedMs)}${part})`
  if (proof.kind === "replayed") return `replayed     ${proof.schedule}${took}`
  if (proof.kind === "exhaustive") {
    return `exhaustive   ${plural(schedules, "schedule")}, ${renderCrashes(proof.maxFaults, namedStrikes)}, ${plural(proof.states, "persisted state")}${took}`
  }
  // Without a deviation there is only the plain run.
  const most = proof.deviations - 1
  const deviations = most <= 0 ? "" : `, including all with at most ${plural(most, "deviation")}`
  return `sampled      ${plural(schedules, "schedule")}${deviations}${renderEscape(proof.escape)}${took}`
}

/** A newcomer takes a pass for a proof: of a large handler, the default time makes only a few runs. */
function renderFewRuns({
  proof,
  schedules,
  tiers,
  isTimed,
}: Omit<VerdictData, "message">): string[] {
  const isShort = proof?.kind === "sampled" && isTimed && schedules < FEW_RUNS
  if (!isShort || tiers.every(({ isComplete }) => isComplete)) return []
  const enough = `the time was enough for ${plural(schedules, "run")}`
  return [`  few runs     ${enough}: raise budgetMs (--budget), or pass a smaller input`]
}

/** What strikes on request is no part of what is exhausted: it is counted. */
function renderStrikes(strikes: VerdictData["namedStrikes"]): string {
  const parts = Object.entries(strikes).map(([kind, runs]) => `${kind} in ${plural(runs, "run")}`)
  return parts.length === 0 ? "" : `; ${parts.join(", ")}`
}

function renderNotCompared(places: readonly string[]): string {
  const depend = places.length === 1 ? "it depends" : "they depend"
  return `  not compared ${places.map(readable).join(", ")}: ${depend} on the time or on chance`
}

/** Keys that are fresh are marked by characters that no terminal shows. */
function readable(path: string): string {
  return path === "" ? "the outcome" : path.replaceAll(/\p{Co}/gu, "")
}

function renderCrashes(most: number, named: VerdictData["namedStrikes"]): string {
  if (most === 0) return Object.keys(named).length === 0 ? "no faults" : "no crashes"
  return most === Infinity ? "unlimited crashes" : `up to ${plural(most, "crash", "crashes")}`
}

function renderEscape(escape: Extract<Proof, { kind: "sampled" }>["escape"]): string {
  if (escape === undefined) return ""
  const { depth, probability, chains, events } = escape
  // A bound of 1 bounds nothing.
  if (probability >= 0.995) return ""
  return `; a bug of depth ${depth} escapes with p <= ${probability.toFixed(2)} (w=${chains}, n=${events})`
}

function renderFailure(
  failure: ExplorationFailure,
  { name, isWarmOnly, notCompared, showsLogs }: Omit<VerdictData, "message">,
): string {
  const { violation, trace, logs, schedule, sites, divergence, surroundings } = failure
  const unlooked = notCompared.length === 0 ? [] : [renderNotCompared(notCompared)]
  const args = isWarmOnly ? "handler, input" : "handler, input, { createHandler }"
  return [
    `${name}: ${violation.invariant} is violated`,
    "",
    violation.message,
    "",
    ...(divergence?.isLostMemory === true
      ? ["This run suspends, so its later invocations have lost that memory:", ""]
      : []),
    ...(trace.length === 0 ? [] : [renderTrace(trace), ""]),
    ...(showsLogs ? renderLogged(logs) : []),
    ...(divergence === undefined ? [] : [renderDivergence(divergence), ""]),
    ...renderPair(failure),
    // The lines of a divergence are in its message.
    ...sites
      .filter(({ site }) => !isIn(divergence, site))
      .map(({ what, site }) => `  at        ${describeSite(site)}  ${what}`),
    ...renderSurroundings(failure),
    // A run of that schedule suspends, so it is right by itself: only its check shows what is wrong.
    divergence?.isLostMemory === true
      ? "  replay    await runner.assertReplay(handler, input), on a runner with the same scripts"
      : `  replay    await runner.replaySchedule("${schedule}", ${args})`,
    ...(surroundings === undefined
      ? [`            or DURABLE_SCHEDULE=${schedule} with the same test`]
      : []),
    `  found     ${renderFound(failure)}`,
    ...unlooked,
  ].join("\n")
}

/** The last lines are the nearest to what went wrong. */
function renderLogged(logs: ExplorationFailure["logs"]): string[] {
  if (logs.length === 0) return []
  const shown = logs.slice(-MOST_LOGS)
  const hidden = logs.length - shown.length
  const title = hidden === 0 ? "  logs" : `  logs      … ${plural(hidden, "line")} before these`
  return [title, ...renderLogs(shown).map((line) => `    ${line}`), ""]
}

/** As a replay check prints it, but for the paths. */
function renderDivergence({ message, recordedSite, site, cause, otherCauses }: Divergence): string {
  const sites = [recordedSite, site, cause?.site, ...otherCauses.map((other) => other.site)]
  return sites.reduce(
    (text, each) =>
      each === undefined ? text : text.replaceAll(each.file, relativeToWorkingDirectory(each.file)),
    message,
  )
}

function isIn(divergence: Divergence | undefined, site: CallSite): boolean {
  const shown = [divergence?.recordedSite, divergence?.site, divergence?.cause?.site]
  return shown.some((each) => each !== undefined && describeSite(each) === describeSite(site))
}

function renderSurroundings({ surroundings }: ExplorationFailure): string[] {
  if (surroundings === undefined) return []
  const startTime = new Date(surroundings.startTime).toISOString()
  const options = `{ startTime: "${startTime}", seed: ${JSON.stringify(surroundings.seed)} }`
  return [`  only with const runner = new DurableTestRunner(${options})`]
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
  // There was nothing to leave out.
  if (runs === 0 && isMinimal) return where
  const stopped = isMinimal ? "" : ", stopped there"
  return `${where}; shrunk ${from} -> ${plural(to, "deviation")} in ${plural(runs, "run")}${stopped}`
}

function describeSite({ file, line, column }: CallSite): string {
  return `${relativeToWorkingDirectory(file)}:${line}:${column}`
}
