import type { CheckpointDurableExecutionResponse, Operation } from "@aws-sdk/client-lambda"
import {
  DurableTestRunner,
  type DurableTestRunnerOptions,
  type Execution,
} from "durable-test-runner"
import { expect } from "vitest"
import { partsOf } from "../../../src/runner/runner-parts.ts"
import type { RunOverrides } from "../../../src/runner/run-options.ts"
import type { DurableService } from "../../../src/service/durable-service.ts"
import type { Instant } from "../../../src/service/values/instant.ts"
import { ObservedExecution } from "../../service/fuzz/observed-execution.ts"

/**
 * A runner whose service is watched: after each call the invariants of the service are checked. What is
 * violated fails the run in the end, because an error in a call would be taken for the service's own.
 */
export class ObservedRunner extends DurableTestRunner {
  /** How often they were checked. */
  checks = 0
  #violation: { readonly error: unknown } | undefined

  constructor(options: DurableTestRunnerOptions = {}) {
    super(options)
    const { runs } = partsOf(this)
    const run = runs.run.bind(runs)
    runs.run = async (handler, input, given, overrides) =>
      this.#judged(run(handler, input, given, this.#watched(overrides)))
  }

  async #judged(running: Promise<Execution>): Promise<Execution> {
    const [run] = await Promise.allSettled([running])
    // What the run ends with may be a consequence of it.
    if (this.#violation !== undefined) throw this.#violation.error
    if (run.status === "rejected") throw run.reason
    return run.value
  }

  #check(check: () => void): void {
    this.checks++
    try {
      check()
    } catch (error) {
      this.#violation ??= { error }
    }
  }

  #watched(overrides: RunOverrides | undefined): RunOverrides {
    return {
      ...overrides,
      prepare: (world, scripted) => {
        overrides?.prepare?.(world, scripted)
        watch(world.service, (check) => this.#check(check))
      },
    }
  }
}

function watch(service: DurableService, run: (check: () => void) => void): void {
  const executions = new Map<string, ObservedExecution>()
  const observed = (arn: string): ObservedExecution => {
    const known = executions.get(arn) ?? new ObservedExecution(service, arn)
    executions.set(arn, known)
    return known
  }
  /** The token that the invocation in flight holds, by execution. */
  const tokens = new Map<string, string | undefined>()
  const checkAll = (now: Instant): void => {
    for (const arn of service.executionArns()) {
      observed(arn).check()
      observed(arn).checkReady(now)
    }
  }
  const original = {
    begin: service.beginInvocation.bind(service),
    end: service.endInvocation.bind(service),
    checkpoint: service.checkpointDurableExecution.bind(service),
    fireDue: service.fireDue.bind(service),
  }
  service.beginInvocation = (arn, now) => {
    const begun = original.begin(arn, now)
    const { input, requestId } = begun
    tokens.set(arn, input.CheckpointToken)
    run(() => {
      observed(arn).began(requestId, allPages(service, arn, begun, now), input.UpdatedOperationIds)
      checkAll(now)
    })
    return begun
  }
  service.endInvocation = (arn, requestId, outcome, now) => {
    const { invocationInFlight } = service.describeExecution(arn)
    original.end(arn, requestId, outcome, now)
    if (invocationInFlight === requestId) {
      tokens.delete(arn)
      observed(arn).ended()
    }
    run(() => checkAll(now))
  }
  service.checkpointDurableExecution = (request, now) => {
    const answer = original.checkpoint(request, now)
    const { DurableExecutionArn: arn = "", CheckpointToken, Updates = [] } = request
    for (const { Id = "", Type, Action } of Updates) {
      if (Type !== "STEP" || Action !== "START") continue
      const { acceptedStarts } = observed(arn)
      acceptedStarts.set(Id, (acceptedStarts.get(Id) ?? 0) + 1)
    }
    run(() => {
      expect(CheckpointToken, "only the invocation in flight may checkpoint").toBe(tokens.get(arn))
      observed(arn).answered(changesOf(answer))
      checkAll(now)
    })
    tokens.set(arn, answer.CheckpointToken)
    return answer
  }
  service.fireDue = (now) => {
    const fired = original.fireDue(now)
    run(() => checkAll(now))
    return fired
  }
}

function changesOf({ NewExecutionState }: CheckpointDurableExecutionResponse): Operation[] {
  return NewExecutionState?.Operations ?? []
}

type Begun = ReturnType<DurableService["beginInvocation"]>

function allPages(
  service: DurableService,
  arn: string,
  { input }: Begun,
  now: Instant,
): readonly Operation[] {
  const operations = [...input.InitialExecutionState.Operations]
  let marker = input.InitialExecutionState.NextMarker
  while (marker !== undefined) {
    const page = service.getDurableExecutionState(
      { DurableExecutionArn: arn, CheckpointToken: input.CheckpointToken, Marker: marker },
      now,
    )
    operations.push(...(page.Operations ?? []))
    marker = page.NextMarker
  }
  return operations
}
