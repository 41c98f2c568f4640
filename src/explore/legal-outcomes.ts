import type { ScriptedRunner } from "../runner/scripted-runner.ts"
import { Schedule } from "../schedule/schedule.ts"
import type { Exploration } from "./exploration.ts"
import type { Outcome } from "./invariants/outcome.ts"
import type { LocalExecutor } from "./oracle/local-executor.ts"
import type { LegalOutcome } from "./report/ways-to-end.ts"
import { nearestOutcome } from "./report/outcome-diff.ts"
import { renderDifferences } from "./report/outcome-text.ts"
import { traceRun } from "./trace-run.ts"

/** Of more failures than this the order is not shown. */
const MOST_ORDERS = 3

/**
 * What the runs without faults came to. An execution that fails in some orders only is legal as far as the
 * search can tell, and seldom meant, so a run that leads to it is made again and its order written down.
 */
export async function legalOutcomes<Runner extends ScriptedRunner>(
  exploration: Exploration<Runner>,
  local: LocalExecutor<Runner>,
): Promise<readonly LegalOutcome[]> {
  const [plain] = exploration.outcomes
  const succeeds = exploration.outcomes.some(({ value }) => isSuccess(value as Outcome))
  const legal: LegalOutcome[] = []
  let orders = 0
  for (const example of exploration.outcomes) {
    const { space, chosen } = example
    const outcome = example.value as Outcome
    const isSuspect = succeeds && !isSuccess(outcome) && orders < MOST_ORDERS
    if (isSuspect) orders++
    const policy = { kind: "oldest-first" } as const
    const traced = isSuspect ? await traceRun(local, { space, prefix: chosen, policy }) : undefined
    legal.push({
      outcome,
      schedule: String(new Schedule(space, chosen)),
      difference: plain === undefined ? "" : differenceBetween(exploration, plain, example),
      order: (traced?.tracer.lines ?? []).flatMap(({ subject, detail, insteadOf }) =>
        insteadOf === undefined ? [] : [`${subject} ${detail}, before ${insteadOf}`],
      ),
    })
  }
  return legal
}

function differenceBetween<Runner extends ScriptedRunner>(
  exploration: Exploration<Runner>,
  plain: { readonly form: unknown },
  other: { readonly form: unknown },
): string {
  const found = nearestOutcome([exploration.compared(plain)], exploration.compared(other))
  return renderDifferences(found, { legal: "plain run", seen: "here" })
}

function isSuccess({ status }: Outcome): boolean {
  return status === "SUCCEEDED"
}
