import type {
  CheckpointDurableExecutionResponse,
  ErrorObject,
  Event,
  Operation,
  OperationUpdate,
} from "@aws-sdk/client-lambda"
import { expect } from "vitest"
import { DurableService } from "../../src/service/durable-service.ts"
import type { FunctionDefinition } from "../../src/service/state/function-definition.ts"
import type { BegunInvocation } from "../../src/service/api/invocations.ts"
import { ServiceError } from "../../src/service/wire/service-errors.ts"
import type { ServiceOptions } from "../../src/service/values/service-options.ts"
import type { StartExecutionRequest } from "../../src/service/api/start-execution.ts"

export const durable: FunctionDefinition = {
  functionName: "flow",
  version: "7",
  aliases: ["live"],
  durableConfig: { executionTimeoutSeconds: 3_600, retentionPeriodInDays: 2 },
}

export interface DriverOptions extends ServiceOptions {
  readonly start?: Partial<StartExecutionRequest>
}

/**
 * Plays the harness and the handler of one execution, so that a test reads like the trace it checks.
 * Time starts at 0 and moves only when the test says so.
 */
export class Driver {
  readonly service: DurableService
  readonly arn: string
  now = 0
  invocation: BegunInvocation | undefined
  token: string | undefined

  constructor({ start = {}, ...options }: DriverOptions = {}) {
    this.service = new DurableService(options)
    this.service.registerFunction(durable)
    const request = { functionName: "flow", qualifier: "live", name: "run", ...start }
    this.arn = this.service.startExecution(request, this.now).durableExecutionArn
  }

  /** An execution with its first invocation in flight. */
  static begun(options: DriverOptions = {}): Driver {
    const driver = new Driver(options)
    driver.begin()
    return driver
  }

  begin(): BegunInvocation {
    this.invocation = this.service.beginInvocation(this.arn, this.now)
    this.token = this.invocation.input.CheckpointToken
    return this.invocation
  }

  checkpoint(...updates: OperationUpdate[]): CheckpointDurableExecutionResponse {
    return this.checkpointWith({ Updates: updates })
  }

  checkpointWith(request: {
    CheckpointToken?: string
    ClientToken?: string
    Updates?: OperationUpdate[]
  }): CheckpointDurableExecutionResponse {
    const response = this.service.checkpointDurableExecution(
      { DurableExecutionArn: this.arn, CheckpointToken: this.token, ...request },
      this.now,
    )
    this.token = response.CheckpointToken ?? this.token
    return response
  }

  /** The operations in the answer to a checkpoint, by id and status. */
  delta(...updates: OperationUpdate[]): string[] {
    return statuses(this.checkpoint(...updates).NewExecutionState?.Operations)
  }

  end(output: unknown): void {
    this.service.endInvocation(this.arn, this.#requestId(), { kind: "returned", output }, this.now)
  }

  pending(): void {
    this.end({ Status: "PENDING" })
  }

  succeed(result?: string): void {
    this.end({ Status: "SUCCEEDED", Result: result })
  }

  crash(error: ErrorObject = { ErrorType: "Error", ErrorMessage: "boom" }): void {
    this.service.endInvocation(this.arn, this.#requestId(), { kind: "failed", error }, this.now)
  }

  advance(seconds: number): number {
    this.now += seconds * 1_000
    return this.service.fireDue(this.now)
  }

  /** Whether the execution waits for an invocation. */
  get isReady(): boolean {
    return this.service.describeExecution(this.arn).hasPendingInvocation
  }

  get status(): string {
    return this.service.describeExecution(this.arn).status
  }

  get error(): ErrorObject | undefined {
    return this.service.describeExecution(this.arn).error
  }

  operation(id: string): Operation {
    const found = this.service.operations(this.arn).find(({ Id }) => Id === id)
    if (found === undefined) throw new Error(`no operation ${id}`)
    return found
  }

  callbackId(id: string): string {
    return this.operation(id).CallbackDetails?.CallbackId ?? ""
  }

  get events(): readonly Event[] {
    return this.service.events(this.arn)
  }

  /** The history as `EventType` or `EventType(Id)`. */
  get trace(): string[] {
    return this.events.map(({ EventType, Id, ExecutionStartedDetails }) =>
      Id === undefined || ExecutionStartedDetails !== undefined || isExecutionEvent(EventType)
        ? `${EventType}`
        : `${EventType}(${Id})`,
    )
  }

  #requestId(): string {
    return this.invocation?.requestId ?? "none"
  }
}

function isExecutionEvent(type: string | undefined): boolean {
  return type?.startsWith("Execution") ?? false
}

export function statuses(operations: readonly Operation[] | undefined): string[] {
  return (operations ?? []).map(({ Id, Type, Status }) =>
    Type === "EXECUTION" ? `EXECUTION ${Status}` : `${Id} ${Status}`,
  )
}

// Updates, as short as tests want them

export const step = {
  start: (Id: string, more: Partial<OperationUpdate> = {}): OperationUpdate => ({
    Id,
    Type: "STEP",
    Action: "START",
    ...more,
  }),
  succeed: (
    Id: string,
    Payload?: string,
    more: Partial<OperationUpdate> = {},
  ): OperationUpdate => ({
    Id,
    Type: "STEP",
    Action: "SUCCEED",
    Payload,
    ...more,
  }),
  fail: (Id: string, error?: ErrorObject): OperationUpdate => ({
    Id,
    Type: "STEP",
    Action: "FAIL",
    Error: error,
  }),
  retry: (Id: string, seconds: number, more: Partial<OperationUpdate> = {}): OperationUpdate => ({
    Id,
    Type: "STEP",
    Action: "RETRY",
    StepOptions: { NextAttemptDelaySeconds: seconds },
    ...more,
  }),
}

export const context = {
  start: (Id: string, more: Partial<OperationUpdate> = {}): OperationUpdate => ({
    Id,
    Type: "CONTEXT",
    Action: "START",
    ...more,
  }),
  succeed: (
    Id: string,
    Payload?: string,
    more: Partial<OperationUpdate> = {},
  ): OperationUpdate => ({
    Id,
    Type: "CONTEXT",
    Action: "SUCCEED",
    Payload,
    ...more,
  }),
  fail: (Id: string, error?: ErrorObject): OperationUpdate => ({
    Id,
    Type: "CONTEXT",
    Action: "FAIL",
    Error: error,
  }),
}

export const wait = {
  start: (Id: string, seconds: number, more: Partial<OperationUpdate> = {}): OperationUpdate => ({
    Id,
    Type: "WAIT",
    Action: "START",
    WaitOptions: { WaitSeconds: seconds },
    ...more,
  }),
  cancel: (Id: string): OperationUpdate => ({ Id, Type: "WAIT", Action: "CANCEL" }),
}

export function callback(
  Id: string,
  options: { timeout?: number; heartbeat?: number } = {},
  more: Partial<OperationUpdate> = {},
): OperationUpdate {
  return {
    Id,
    Type: "CALLBACK",
    Action: "START",
    CallbackOptions: {
      TimeoutSeconds: options.timeout,
      HeartbeatTimeoutSeconds: options.heartbeat,
    },
    ...more,
  }
}

export function invoke(
  Id: string,
  FunctionName: string,
  Payload?: string,
  TenantId?: string,
): OperationUpdate {
  return {
    Id,
    Type: "CHAINED_INVOKE",
    Action: "START",
    Payload,
    ChainedInvokeOptions: { FunctionName, TenantId },
  }
}

export const execution = {
  succeed: (Payload?: string): OperationUpdate => ({
    Id: "execution-result",
    Type: "EXECUTION",
    Action: "SUCCEED",
    Payload,
  }),
  fail: (error?: ErrorObject): OperationUpdate => ({
    Id: "execution-result",
    Type: "EXECUTION",
    Action: "FAIL",
    Error: error,
  }),
}

/** The modelled error a call is answered with, as `Name: message`. */
export function rejection(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof ServiceError) return `${error.name}: ${error.message}`
    throw error
  }
  return expect.fail("the call was accepted")
}

/** The same for the errors that have the usual name, by message only. */
export function invalid(call: () => unknown): string {
  const [name, message] = rejection(call).split(/: (.*)/s)
  expect(name).toBe("InvalidParameterValueException")
  return message ?? ""
}
