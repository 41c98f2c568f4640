import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { explore, type ExploreOptions } from "durable-test-runner"
import { InvalidArgumentError } from "durable-test-runner/errors"
import { describe, expect, test, vi } from "vitest"
import { expectRejection } from "../../runner/expect-error.ts"

const handler = withDurableExecution(async (_event, context) => context.step(async () => 1))

async function refusal(options: object): Promise<string> {
  const call = explore(handler, { failures: false, ...options })
  return (await expectRejection(call, InvalidArgumentError)).message
}

describe("options that are wrong are refused before anything runs", () => {
  test("a name that does not exist", async () => {
    expect(await refusal({ budget: 1_000 })).toMatchInlineSnapshot(
      `"Failed to call explore: there is no option "budget". The options are input, prepare, observe, outcome, createHandler, check, without, allow, faults, maxFaults, early, slow, anywhere, latencies, budgetMs, maxSchedules, seed, tiers, name, failures, maxShrinkRuns, failOn, runner, run, workers, shard, progress. Did you mean "budgetMs"?"`,
    )
  })

  test("a handler that is none", async () => {
    const call = explore(undefined as unknown as typeof handler, { failures: false })
    expect((await expectRejection(call, InvalidArgumentError)).message).toMatchInlineSnapshot(
      `"Failed to call explore: the handler is undefined. Pass the function that the Lambda exports: runner.run(handler, input)."`,
    )
  })

  test("options that are none", async () => {
    const call = explore(handler, null as unknown as ExploreOptions)
    expect((await expectRejection(call, InvalidArgumentError)).message).toMatchInlineSnapshot(
      `"Failed to call explore: its options are null. Pass an object. Its members are input, prepare, observe, outcome, createHandler, check, without, allow, faults, maxFaults, early, slow, anywhere, latencies, budgetMs, maxSchedules, seed, tiers, name, failures, maxShrinkRuns, failOn, runner, run, workers, shard, progress."`,
    )
  })

  test("prepare", async () => {
    expect(await refusal({ prepare: "reset" })).toMatchInlineSnapshot(
      `"Failed to call explore: prepare is "reset". Pass a function."`,
    )
  })

  test("observe", async () => {
    expect(await refusal({ observe: { charges: 1 } })).toMatchInlineSnapshot(
      `"Failed to call explore: observe is {"charges":1}. Pass a function, or "bodies"."`,
    )
  })

  test("createHandler", async () => {
    expect(await refusal({ createHandler: {} })).toMatchInlineSnapshot(
      `"Failed to call explore: createHandler is {}. Pass a function that makes the handler."`,
    )
  })

  test("allow", async () => {
    expect(await refusal({ allow: true })).toMatchInlineSnapshot(
      `"Failed to call explore: allow is true. Pass a function."`,
    )
  })

  test("check", async () => {
    expect(await refusal({ check: ["termination"] })).toMatchInlineSnapshot(
      `"Failed to call explore: check[0] is "termination". Pass one of "confluence", "module-isolation", "failures-surface", or what always and eventually return."`,
    )
    expect(await refusal({ check: "confluence" })).toMatchInlineSnapshot(
      `"Failed to call explore: check is "confluence". Pass a list."`,
    )
    expect(await refusal({ check: [{ name: "no kind" }] })).toMatchInlineSnapshot(
      `"Failed to call explore: check[0] is {"name":"no kind"}. Pass one of "confluence", "module-isolation", "failures-surface", or what always and eventually return."`,
    )
    expect(await refusal({ check: [null] })).toMatchInlineSnapshot(
      `"Failed to call explore: check[0] is null. Pass one of "confluence", "module-isolation", "failures-surface", or what always and eventually return."`,
    )
  })

  test("without", async () => {
    expect(await refusal({ without: ["confluence"] })).toMatchInlineSnapshot(
      `"Failed to call explore: without[0] is "confluence". Pass one of "termination", "replay-determinism", "exactly-once", "body-runs", "callbacks", "wake-up", "protocol", "crash-refinement", "time", "hygiene", "success"."`,
    )
    expect(await refusal({ without: "hygiene" })).toMatchInlineSnapshot(
      `"Failed to call explore: without is "hygiene". Pass a list."`,
    )
  })

  test("faults", async () => {
    expect(await refusal({ faults: ["earthquake"] })).toMatchInlineSnapshot(
      `"Failed to call explore: faults[0] is "earthquake". Pass one of "crash", "crash-after-persist", "timeout", "timeout-after-persist", "throttle", "service-error", "lost-reply", "stale-token", "zombie", "no-token", "late-reply", "body-failure", "stop", "wake", "early-answer", "shared-container"."`,
    )
    expect(await refusal({ faults: "crash" })).toMatchInlineSnapshot(
      `"Failed to call explore: faults is "crash". Pass a list."`,
    )
  })

  test("maxFaults", async () => {
    expect(await refusal({ maxFaults: -1 })).toMatchInlineSnapshot(
      `"Failed to call explore: maxFaults is -1. Pass a whole number from 0."`,
    )
    expect(await refusal({ maxFaults: "2" })).toMatchInlineSnapshot(
      `"Failed to call explore: maxFaults is "2". Pass a whole number from 0."`,
    )
  })

  test("early and slow", async () => {
    expect(await refusal({ early: "yes" })).toMatchInlineSnapshot(
      `"Failed to call explore: early is "yes". Pass true or false."`,
    )
    expect(await refusal({ slow: 0 })).toMatchInlineSnapshot(
      `"Failed to call explore: slow is 0. Pass true or false."`,
    )
  })

  test("budgetMs", async () => {
    expect(await refusal({ budgetMs: 0 })).toMatchInlineSnapshot(
      `"Failed to call explore: budgetMs is 0. Pass a positive number of milliseconds."`,
    )
    expect(await refusal({ budgetMs: Number.NaN })).toMatchInlineSnapshot(
      `"Failed to call explore: budgetMs is NaN. Pass a positive number of milliseconds."`,
    )
  })

  test("maxSchedules", async () => {
    expect(await refusal({ maxSchedules: 0 })).toMatchInlineSnapshot(
      `"Failed to call explore: maxSchedules is 0. Pass a whole number from 1."`,
    )
    expect(await refusal({ maxSchedules: 2.5 })).toMatchInlineSnapshot(
      `"Failed to call explore: maxSchedules is 2.5. Pass a whole number from 1."`,
    )
  })

  test("seed", async () => {
    expect(await refusal({ seed: -1 })).toMatchInlineSnapshot(
      `"Failed to call explore: seed is -1. Pass a whole number from 0."`,
    )
    expect(await refusal({ seed: Number.POSITIVE_INFINITY })).toMatchInlineSnapshot(
      `"Failed to call explore: seed is Infinity. Pass a whole number from 0."`,
    )
  })

  test("tiers", async () => {
    expect(await refusal({ tiers: ["sweeps"] })).toMatchInlineSnapshot(
      `"Failed to call explore: tiers[0] is "sweeps". Pass one of "baseline", "orders", "always-replay", "sweep", "systematic", "random". Did you mean "sweep"?"`,
    )
  })

  test("name", async () => {
    expect(await refusal({ name: 5 })).toMatchInlineSnapshot(
      `"Failed to call explore: name is 5. Pass a text that is not empty."`,
    )
  })

  test("maxShrinkRuns", async () => {
    expect(await refusal({ maxShrinkRuns: -1 })).toMatchInlineSnapshot(
      `"Failed to call explore: maxShrinkRuns is -1. Pass a whole number from 0."`,
    )
  })

  test("failOn", async () => {
    expect(await refusal({ failOn: "everything" })).toMatchInlineSnapshot(
      `"Failed to call explore: failOn is "everything". Pass "unreached"."`,
    )
  })

  test("runner", async () => {
    expect(await refusal({ runner: { sed: 5 } })).toMatchInlineSnapshot(
      `"Failed to call explore: there is no option "sed" in runner. The options in runner are seed, startTime, functionName, tenantIsolated, functionTimeout, executionTimeout, environment, checkpointLatency, pageSize, service, logs, allowUnusedScripts, callbacks, realIoTimeoutMs, handlerTimeoutMs, maxFailedInvocations, maxEvents, runBudgetMs, watchdogMs, maxInvokeDepth, chooser, replay. Did you mean "seed"?"`,
    )
  })

  test("shard", async () => {
    expect(await refusal({ shard: { index: 2, count: 2 } })).toMatchInlineSnapshot(
      `"Failed to call explore: shard is {"index":2,"count":2}. Pass { index, count } with an index from 0 to count - 1."`,
    )
    expect(await refusal({ shard: 1 })).toMatchInlineSnapshot(
      `"Failed to call explore: shard is 1. Pass an object. Its members are index, count."`,
    )
  })

  test("the variable DURABLE_EXPLORE_MS", async () => {
    vi.stubEnv("DURABLE_EXPLORE_MS", "a minute")
    try {
      expect(await refusal({})).toMatchInlineSnapshot(
        `"Failed to read the environment variable DURABLE_EXPLORE_MS: its value is "a minute". Set it to a number of milliseconds."`,
      )
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

test("what prepare throws is thrown", async () => {
  const prepare = (): void => {
    throw new RangeError("the fakes are broken")
  }
  await expect(explore(handler, { failures: false, prepare })).rejects.toThrow(RangeError)
})

test("a script that is wrong is the test's mistake, not the handler's", async () => {
  const call = explore(handler, {
    failures: false,
    prepare: (runner) => runner.completeCallback("approve", 1, { after: { seconds: -1 } }),
  })
  await expect(call).rejects.toThrow("seconds")
})
