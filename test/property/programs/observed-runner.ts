import type { CheckpointDurableExecutionResponse, Operation } from "@aws-sdk/client-lambda"
import { DurableTestRunner, type Execution, type RunOptions } from "durable-test-runner"
import type { RunVariant } from "../../../src/runner/durable-runner.ts"
import type { DurableService } from "../../../src/service/durable-service.ts"
import type { Instant } from "../../../src/service/instant.ts"
import type { LambdaHandler } from "../../../src/simulation/invocation.ts"
import { ObservedExecution } from "../service/observed-execution.ts"

/** A runner whose service is watched: after each call the invariants of the service are checked. */
export class ObservedRunner extends DurableTestRunner {
  /** How often they were checked. */
  checks = 0

  protected override async runVariant(
    handler: LambdaHandler,
    input: unknown,
    options: RunOptions,
    variant: RunVariant = {},
  ): Promise<Execution> {
    return super.runVariant(handler, input, options, this.#watched(variant))
  }

  #watched(variant: RunVariant): RunVariant {
    return {
      ...variant,
      prepare: (world, session) => {
        variant.prepare?.(world, session)
        watch(world.service, () => this.checks++)
      },
    }
  }
}

function watch(service: DurableService, checked: () => void): void {
  const executions = new Map<string, ObservedExecution>()
  const observed = (arn: string): ObservedExecution => {
    const known = executions.get(arn) ?? new ObservedExecution(service, arn)
    executions.set(arn, known)
    return known
  }
  const check = (now: Instant): void => {
    for (const arn of service.executionArns()) {
      observed(arn).check()
      observed(arn).checkReady(now)
    }
    checked()
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
    observed(arn).began(requestId, allPages(service, arn, begun, now), input.UpdatedOperationIds)
    check(now)
    return begun
  }
  service.endInvocation = (arn, requestId, outcome, now) => {
    const { invocationInFlight } = service.describeExecution(arn)
    original.end(arn, requestId, outcome, now)
    if (invocationInFlight === requestId) observed(arn).ended()
    check(now)
  }
  service.checkpointDurableExecution = (request, now) => {
    const answer = original.checkpoint(request, now)
    const execution = observed(request.DurableExecutionArn ?? "")
    for (const { Id = "", Type, Action } of request.Updates ?? []) {
      if (Type !== "STEP" || Action !== "START") continue
      execution.acceptedStarts.set(Id, (execution.acceptedStarts.get(Id) ?? 0) + 1)
    }
    execution.answered(changesOf(answer))
    check(now)
    return answer
  }
  service.fireDue = (now) => {
    const fired = original.fireDue(now)
    check(now)
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
