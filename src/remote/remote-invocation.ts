import { invalidTokenError } from "../service/wire/fault-errors.ts"
import { ServiceError } from "../service/wire/service-errors.ts"
import type { LambdaRequest, LambdaResponse } from "../world/globals/patch/lambda-api.ts"
import { runInScope } from "../world/globals/patch/scope.ts"
import { isDurable, payloadOf } from "./event-payload.ts"
import { jsonBody, readQuery } from "../runner/lambda-api/wire-request.ts"
import { errorResponse, jsonResponse } from "../runner/lambda-api/wire-response.ts"
import type { CheckpointClient } from "../world/invocation/checkpoint-client.ts"
import type { ProcessHost } from "./process-host.ts"
import { WorldHold } from "./world-hold.ts"

/** What Lambda's context tells, and its runtimes pass on in headers. */
export interface ContextOfInvocation {
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  readonly awsRequestId: string
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
  readonly tenantId: string | undefined
  readonly getRemainingTimeInMillis: () => number
}

/** While other requests of it are open, a process is taken to wait after so long without another. Real. */
const QUIET_MS = 25

/**
 * One invocation whose code runs in another process. The world holds while that works, and goes on when it
 * waits for something: for an answer of the service, or for its next invocation.
 */
export class RemoteInvocation {
  readonly host: ProcessHost
  readonly context: ContextOfInvocation
  readonly payload: string
  readonly #outcome: PromiseWithResolvers<unknown> = Promise.withResolvers()
  readonly #aborted: PromiseWithResolvers<"aborted"> = Promise.withResolvers()
  readonly #hold: WorldHold
  /** Undefined for a plain function. */
  readonly #client: CheckpointClient | undefined
  readonly #tokens: Set<unknown> = new Set()
  #openRequests = 0
  #isOver = false
  #whenAborted: () => void = () => {}
  /** It has not come back in time. */
  whenLate: () => void = () => {}
  /** An answer is about to reach the process. */
  whenGoingOn: () => void = () => {}

  constructor(host: ProcessHost, event: unknown, context: ContextOfInvocation) {
    this.host = host
    this.context = context
    this.payload = payloadOf(event)
    this.#hold = new WorldHold((work) => host.scope.pauseFor(work))
    if (isDurable(event)) {
      this.#client = event.durableExecutionClient
      this.#tokens.add(event.CheckpointToken)
    }
    host.scope.whenFrozen(() => this.#frozen())
  }

  get requestId(): string {
    return this.context.awsRequestId
  }

  get outcome(): Promise<unknown> {
    return this.#outcome.promise
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Its code goes on for a while though it is over: the world holds until that has ended too. */
  holdUntil(ended: Promise<void>, limitMs: number, exceeded: () => void): void {
    this.#hold.begin(limitMs, exceeded)
    void ended.then(() => this.#hold.end())
  }

  /** The process is about to work for it. */
  holdWorld(limitMs: number): void {
    if (!this.#isOver) this.#hold.begin(limitMs, () => this.whenLate())
  }

  /** The process waits for something that the world does. */
  letWorldGoOn(): void {
    this.#hold.end()
  }

  /** Ends the run: what went wrong is no answer of the function. */
  readonly failRun = (error: Error): void => {
    this.#isOver = true
    this.#aborted.resolve("aborted")
    // Where the world goes on already, it is to hold once more.
    this.#hold.begin(Infinity, () => {})
    this.#hold.end(error)
  }

  returned(output: unknown): void {
    this.#end(() => this.#outcome.resolve(output))
  }

  failed(error: Error): void {
    this.#end(() => this.#outcome.reject(error))
  }

  #end(settle: () => void): void {
    if (this.#isOver) return
    this.#isOver = true
    settle()
    this.#hold.end()
  }

  /** @param act is called when the invocation has ended though the process is still at work for it. */
  onAbort(act: () => void): void {
    if (this.#isOver) act()
    else this.#whenAborted = act
  }

  #frozen(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#hold.end()
    this.#aborted.resolve("aborted")
    this.#whenAborted()
  }

  /** A request to AWS by the process. What an invocation sends that is over is refused. */
  async serve(request: LambdaRequest): Promise<LambdaResponse> {
    if (this.#isOver) return refusal()
    this.#openRequests++
    const answer = this.#send(request)
    // It reaches the world at once, and the world may answer it.
    this.letWorldGoOn()
    try {
      const first = await Promise.race([answer, this.#aborted.promise])
      if (first === "aborted" || this.#isOver) return refusal()
      return first
    } catch (error) {
      if (this.#isOver) return refusal()
      if (error instanceof ServiceError) return errorResponse(error)
      this.failRun(error as Error)
      throw error
    } finally {
      this.#openRequests--
      if (!this.#isOver) this.#goOn()
    }
  }

  #goOn(): void {
    this.whenGoingOn()
    if (this.#openRequests === 0) return
    // Another thread of it waits: whether this one goes on cannot be seen.
    this.#hold.begin(QUIET_MS, () => this.letWorldGoOn())
  }

  async #send(request: LambdaRequest): Promise<LambdaResponse> {
    const [, arn, command] = OF_SDK.exec(request.path) ?? []
    const { scope } = this.host
    if (command === undefined) {
      const { lambdaApi } = scope
      if (lambdaApi === undefined) return refusal()
      return runInScope(scope, async () => lambdaApi(request))
    }
    const input = { ...inputOf(command, request), DurableExecutionArn: decoded(arn ?? "") }
    const { CheckpointToken: token } = input as { CheckpointToken?: unknown }
    const client = this.#client
    if (client === undefined || !this.#tokens.has(token)) return refusal()
    const response = (await runInScope(scope, async () =>
      command === "checkpoint" ? client.checkpoint(input) : client.getExecutionState(input),
    )) as { CheckpointToken?: unknown }
    if (response.CheckpointToken !== undefined) this.#tokens.add(response.CheckpointToken)
    return jsonResponse(200, response)
  }
}

/** What a durable SDK asks the service. */
const OF_SDK = /^\/2025-12-01\/durable-executions\/([^/]*)\/(checkpoint|state)$/u

function inputOf(command: string, request: LambdaRequest): object {
  return command === "checkpoint"
    ? jsonBody(request)
    : readQuery(request, { CheckpointToken: "text", Marker: "text", MaxItems: "number" })
}

export function refusal(): LambdaResponse {
  return errorResponse(invalidTokenError())
}

function decoded(label: string): string {
  try {
    return decodeURIComponent(label)
  } catch {
    return label
  }
}
