import type { CallSite } from "../replay/call-site.ts"
import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { hashOperationPath } from "../simulation/operation-path.ts"
import type { Exploration } from "./exploration.ts"
import type { ExploreSettings } from "./explore-settings.ts"
import type { Finding } from "./finding.ts"
import type { LocalExecutor } from "./local-executor.ts"
import { TracedBodies } from "./report/traced-bodies.ts"
import { Tracer } from "./report/tracer.ts"
import type { RunPlan } from "./run-plan.ts"
import { Schedule } from "./schedule.ts"
import type { ExplorationFailure } from "./verdict.ts"

export interface ExplainParts<Runner extends ScriptedRunner> {
  readonly exploration: Exploration<Runner>
  readonly local: LocalExecutor<Runner>
  readonly settings: ExploreSettings
}

/** Shrinks a failing run, runs it once more with somebody watching, and says what can be said of it. */
export async function explainFinding<Runner extends ScriptedRunner>(
  finding: Finding,
  { local }: ExplainParts<Runner>,
): Promise<ExplorationFailure> {
  const { violation, plan, report, tier, number } = finding
  const choices = new Schedule(plan.freedom, report.chosen).choices
  const traced = await trace(local, { ...plan, prefix: choices, policy: { kind: "oldest-first" } })
  const { chosen, counts, fingerprint } = traced.report
  const schedule = new Schedule(plan.freedom, chosen, { counts, fingerprint })
  return {
    violation,
    schedule: String(schedule),
    foundBy: tier,
    foundAt: number,
    shrunk: { from: choices.length, to: schedule.choices.length, runs: 0, isMinimal: true },
    trace: traced.lines,
    criticalPair: undefined,
    sites: sitesOf(traced.bodies, violation.operation),
  }
}

async function trace<Runner extends ScriptedRunner>(local: LocalExecutor<Runner>, plan: RunPlan) {
  const seen: { tracer?: Tracer; bodies?: TracedBodies } = {}
  const { report } = await local.runOne(plan, {
    watchBodies: (world) => {
      seen.bodies = new TracedBodies(world)
      seen.tracer = new Tracer(world, seen.bodies)
      return seen.bodies
    },
    happening: (choice, options) => seen.tracer?.happening(choice, options),
  })
  return { report, lines: seen.tracer?.lines ?? [], bodies: seen.bodies }
}

function sitesOf(
  bodies: TracedBodies | undefined,
  operation: string | undefined,
): { readonly what: string; readonly site: CallSite }[] {
  if (bodies === undefined) return []
  const asked = operation === undefined ? undefined : bodies.sites.of(hashOperationPath(operation))
  const { race } = bodies
  return [
    ...(asked === undefined ? [] : [{ what: `asks for operation ${operation}`, site: asked }]),
    ...(race === undefined ? [] : [{ what: "lets promises race", site: race }]),
  ]
}
