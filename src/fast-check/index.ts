import "../world/limits/supported-runtime.ts"
import { callbackResult, type CallbackResultMaker } from "./callback-result.ts"
import { externalEvents, type ExternalEventsMaker } from "./external-events.ts"
import { faultPlan, type FaultPlanMaker } from "./fault-plan.ts"
import { handler, type HandlerMaker } from "./handler.ts"
import { report } from "./report.ts"
import { schedule } from "./schedule.ts"

/** Arbitraries for the tests of durable functions with fast-check. */
export interface Durable {
  readonly schedule: typeof schedule
  readonly faultPlan: FaultPlanMaker
  readonly callbackResult: CallbackResultMaker
  readonly externalEvents: ExternalEventsMaker
  readonly handler: HandlerMaker
  readonly report: typeof report
}

/**
 * Arbitraries for the tests of durable functions with fast-check. Each shrinks, prints its values as code,
 * and accepts such a value in `examples`.
 */
export const durable: Durable = {
  schedule,
  faultPlan,
  callbackResult,
  externalEvents,
  handler,
  report,
}

export type { ScheduleConstraints } from "./schedule.ts"
export type { FaultPlan, FaultPlanConstraints, FaultPlanMaker, Strike } from "./fault-plan.ts"
export type {
  CallbackAnswer,
  CallbackResult,
  CallbackResultConstraints,
  CallbackResultMaker,
  CallbackScripts,
} from "./callback-result.ts"
export type { ExternalEventsConstraints, ExternalEventsMaker } from "./external-events.ts"
export type { ExternalCall, ExternalEvents } from "./external-calls.ts"
export type { GeneratedHandler, HandlerConstraints, HandlerMaker } from "./handler.ts"
export type { ProgramRunner } from "./run-program.ts"
export type {
  CallbackNode,
  ChildNode,
  ConditionNode,
  InvokeNode,
  MapNode,
  ParallelNode,
  ProgramKind,
  ProgramNode,
  StepNode,
  WaitNode,
} from "./program.ts"
export type { ReportedDetails, ReportPlugin } from "./report.ts"
