import type { TypeDocOptions } from "typedoc"
import packageJson from "./package.json" with { type: "json" }

/** Entries for the SDK and for threads: nobody calls them, so nobody reads about them. */
const machinery = new Set(["./explore-worker"])

/**
 * Types that the declarations of exported ones name, and that nobody needs to name: what constructors
 * of errors and results take, and the lists that unions of names are made of. Whoever exports one of
 * them removes it here; TypeDoc demands that.
 */
const intentionallyNotExported = [
  "src/world/world.ts:World",
  "src/world/stuck.ts:StuckInvocation",
  "src/world/clock/virtual-clock.ts:VirtualClock",
  "src/world/events/chooser.ts:ChoiceKind",
  "src/world/events/fault-kind.ts:FAULT_KINDS",
  "src/world/invocation/invocation.ts:LambdaHandler",
  "src/world/invocation/invocation-log.ts:InvocationRecord",
  "src/service/values/invocation-outcome.ts:InvocationOutcome",
  "src/service/values/limits.ts:ServiceLimits",
  "src/service/values/service-options.ts:InvocationRetryOptions",
  "src/service/wire/service-errors.ts:ServiceErrorDetails",
  "src/runner/durable-runner.ts:DurableRunner",
  "src/runner/scripted-runner.ts:ScriptedRunner",
  "src/runner/callbacks/callback-lookup.ts:CallbackLookup",
  "src/runner/callbacks/callback-script.ts:CallbackScript",
  "src/runner/callbacks/tracked-callback.ts:TrackedCallback",
  "src/runner/doubles/step-double.ts:StepDouble",
  "src/runner/options/service-options.ts:RunnerServiceOptions",
  "src/runner/results/execution.ts:ExecutionData",
  "src/schedule/invariant-name.ts:DEFAULT_INVARIANTS",
  "src/schedule/invariant-name.ts:OPTIONAL_INVARIANTS",
  "src/explore/options/explore-options.ts:TIERS",
  "src/explore/options/shard.ts:Shard",
  "src/explore/report/trace-line.ts:TraceLine",
  "src/explore/report/verdict.ts:VerdictData",
  "src/explore/workers/error-data.ts:ErrorData",
  "src/explore/workers/worker-messages.ts:ModuleProblem",
  "src/fast-check/external-calls.ts:Method",
]

const config: Partial<TypeDocOptions> = {
  name: "durable-test-runner",
  // The entries are those of package.json, as for the build.
  entryPoints: Object.entries(packageJson.exports)
    .filter(([name]) => !machinery.has(name))
    .flatMap(([, target]) =>
      typeof target === "object" ? [target["durable-test-runner-source"]] : [],
    ),
  out: "docs/api",
  readme: "none",
  excludeInternal: true,
  excludePrivate: true,
  excludeProtected: true,
  treatWarningsAsErrors: true,
  disableSources: true,
  // `tsc` has checked the types.
  skipErrorChecking: true,
  intentionallyNotExported,
}

export default config
