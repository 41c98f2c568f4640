import { realEpochMs, realNow } from "../world/clock/real-timers.ts"
import { readLine } from "../world/globals/outside/read-line.ts"
import { valueOf } from "../world/globals/patch/environment.ts"
import { processLoads } from "../world/limits/spent-time.ts"
import type { LambdaRequest } from "../world/globals/patch/lambda-api.ts"
import { payloadResponse, type WireResponse } from "../runner/lambda-api/wire-response.ts"
import { FakeClock } from "./fake-clock.ts"
import { type Command, type Exit, GuardedProcess } from "./guarded-process.ts"
import { functionVariables, processEnvironment } from "./process-environment.ts"
import { ProcessOutput, type StreamName } from "./process-output.ts"
import { exitedError, exitReason, type ProcessStory, RemoteProcessError } from "./remote-errors.ts"
import { refusal, type RemoteInvocation } from "./remote-invocation.ts"
import { readReportedError } from "./reported-error.ts"
import { accepted, type RuntimeApi, runtimeResponse, RuntimeServer } from "./runtime-api.ts"

/** What a process is started with. */
export interface ProcessParts {
  readonly command: Command
  readonly cwd: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where libfaketime is. */
  readonly fakeTime: string | undefined
  /** Real: how long it may work before it asks for something or responds. */
  readonly limitMs: number
}

function wrongId(): WireResponse {
  return runtimeResponse(400, {
    errorType: "InvalidRequestID",
    errorMessage: "Invalid request ID",
  })
}

/** Lambda gives a function ten seconds to load. Real. */
const LOAD_LIMIT_MS = 10_000

/** One process, which serves one invocation after the other. */
export class RemoteProcess implements RuntimeApi {
  readonly #parts: ProcessParts
  readonly #server: RuntimeServer = new RuntimeServer(this)
  readonly #output: ProcessOutput = new ProcessOutput((stream, line) => this.#wrote(stream, line))
  readonly #clock: FakeClock | undefined
  #process: GuardedProcess | undefined
  #startedAt = 0
  /** It has asked for an invocation, and there was none. */
  #asks: ((response: WireResponse) => void) | undefined
  #hasAsked = false
  #current: RemoteInvocation | undefined
  #isDelivered = false
  /** An invocation is over, and its code goes on. Comes back with the process, or when that has ended. */
  #returning: PromiseWithResolvers<void> | undefined
  /** The container of the invocation that it has served last. */
  container: object | undefined
  /** Another process has to serve this one. */
  onUndelivered: (invocation: RemoteInvocation) => void = () => {}
  onEnd: () => void = () => {}
  onResponse: () => void = () => {}
  /** It is done with its invocation, and may get another one. */
  onFree: () => void = () => {}
  /** Whether the service may invoke the function again after its process has ended. */
  mayEnd: () => boolean = () => true

  constructor(parts: ProcessParts) {
    this.#parts = parts
    if (parts.fakeTime !== undefined) this.#clock = new FakeClock(parts.fakeTime)
  }

  get isFree(): boolean {
    return this.#current === undefined && !this.hasEnded
  }

  get hasEnded(): boolean {
    return this.#process?.exit !== undefined
  }

  /** Comes back when it is no longer at work for an invocation that is over. */
  get returned(): Promise<void> | undefined {
    return this.#returning?.promise
  }

  async start(invocation: RemoteInvocation): Promise<void> {
    this.#startedAt = realNow()
    const address = await this.#server.listen()
    const { command, cwd, env } = this.#parts
    this.#clock?.set(invocation.host.nowMs)
    const child = new GuardedProcess(
      command,
      cwd,
      processEnvironment({
        ...{ address, cwd, given: env, ofFunction: functionVariables(invocation) },
        ofClock: this.#clock?.environment ?? {},
        logStreamName: invocation.context.logStreamName,
        surroundings: invocation.host.surroundings,
      }),
    )
    this.#process = child
    this.#output.follow("stdout", child.stdout)
    this.#output.follow("stderr", child.stderr)
    void child.ended.then((exit) => this.#ended(exit))
  }

  /** Serves `invocation`, as soon as the process asks for one. */
  serve(invocation: RemoteInvocation): void {
    this.#current = invocation
    this.#isDelivered = false
    this.container = invocation.host.container
    invocation.whenLate = () => this.#late(invocation)
    invocation.whenGoingOn = () => {
      this.#clock?.set(invocation.host.nowMs)
      invocation.holdWorld(this.#parts.limitMs)
    }
    invocation.onAbort(() => this.#aborted(invocation))
    invocation.holdWorld(this.#hasAsked ? this.#parts.limitMs : this.#loadLimitMs)
    this.#deliver()
  }

  kill(): void {
    this.#process?.kill()
  }

  async next(): Promise<WireResponse> {
    const current = this.#current
    if (current !== undefined && this.#isDelivered && !current.isOver) {
      const errorMessage = "Transition from Running to Ready is not allowed"
      return runtimeResponse(403, { errorType: "InvalidStateTransition", errorMessage })
    }
    if (current !== undefined && this.#isDelivered) this.#back()
    if (!this.#hasAsked) processLoads.spentMs += realNow() - this.#startedAt
    this.#hasAsked = true
    return new Promise((resolve) => {
      this.#asks = resolve
      this.#deliver()
    })
  }

  async responded(requestId: string, body: string): Promise<WireResponse> {
    const invocation = this.#answering(requestId)
    if (invocation === undefined) return wrongId()
    await this.#output.drained()
    let output: unknown
    try {
      output = body === "" ? null : JSON.parse(body)
    } catch {
      const problem = `its process has responded with invalid JSON: ${body.slice(0, 200)}`
      this.#fail(invocation, problem, "Let its runtime send the result as JSON.")
    }
    this.#back()
    this.onResponse()
    invocation.returned(output)
    return accepted()
  }

  async failed(requestId: string, body: string, type: string | undefined): Promise<WireResponse> {
    const invocation = this.#answering(requestId)
    if (invocation === undefined) return wrongId()
    await this.#output.drained()
    this.#back()
    this.onResponse()
    invocation.failed(readReportedError(body, type))
    return accepted()
  }

  async initFailed(body: string, type: string | undefined): Promise<WireResponse> {
    await this.#output.drained()
    const { name, message } = readReportedError(body, type)
    if (this.#current !== undefined) {
      const problem = `its process could not load the function: ${name}: ${message}`
      this.#fail(this.#current, problem, "It has reported this by init/error.")
    }
    this.#current = undefined
    return accepted()
  }

  async aws(request: LambdaRequest): Promise<WireResponse> {
    const invocation = this.#current
    if (invocation === undefined || !this.#isDelivered) return refusal()
    await this.#output.drained()
    return invocation.serve(request)
  }

  #answering(requestId: string): RemoteInvocation | undefined {
    const current = this.#current
    return this.#isDelivered && current?.requestId === requestId ? current : undefined
  }

  /** The process is done with its invocation. */
  #back(): void {
    this.#output.flush()
    this.#current = undefined
    this.#isDelivered = false
    this.#returning?.resolve()
    this.#returning = undefined
    if (!this.hasEnded) this.onFree()
  }

  #deliver(): void {
    const invocation = this.#current
    const ask = this.#asks
    if (invocation === undefined || ask === undefined || this.#isDelivered) return
    this.#asks = undefined
    this.#isDelivered = true
    const { host, context, payload } = invocation
    this.#clock?.set(host.nowMs)
    invocation.holdWorld(this.#parts.limitMs)
    const now = this.#clock === undefined ? realEpochMs() : host.nowMs
    const deadlineMs = now + context.getRemainingTimeInMillis()
    const traceId = valueOf(host.scope.environment?.get("_X_AMZN_TRACE_ID"))
    const headers = {
      "Lambda-Runtime-Aws-Request-Id": context.awsRequestId,
      "Lambda-Runtime-Deadline-Ms": String(Math.round(deadlineMs)),
      "Lambda-Runtime-Invoked-Function-Arn": context.invokedFunctionArn,
      ...(traceId !== undefined && { "Lambda-Runtime-Trace-Id": traceId }),
      ...(context.tenantId !== undefined && {
        "Lambda-Runtime-Aws-Tenant-Id": context.tenantId,
      }),
    }
    ask(payloadResponse(200, payload, headers))
  }

  /** The invocation is over, and the process does not know. It learns that by its next request. */
  #aborted(invocation: RemoteInvocation): void {
    if (this.#current !== invocation) return
    if (!this.#isDelivered) {
      this.#current = undefined
      return
    }
    this.#returning = Promise.withResolvers()
    const tooLate = (): void => this.kill()
    const { promise } = this.#returning
    invocation.holdUntil(promise, this.#parts.limitMs, tooLate)
  }

  get #loadLimitMs(): number {
    return Math.max(LOAD_LIMIT_MS, this.#parts.limitMs)
  }

  #wrote(stream: StreamName, line: string): void {
    const level = stream === "stdout" ? "info" : "error"
    const isPrinted = this.#current?.host.logged(readLine(line, level)) ?? false
    if (isPrinted) process[stream].write(`${line}\n`)
  }

  #late(invocation: RemoteInvocation): void {
    const { limitMs } = this.#parts
    if (!this.#hasAsked) {
      const problem = `its process has not asked for an invocation after ${this.#loadLimitMs} ms of real time`
      const advice =
        "Its runtime has to poll http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next. " +
        "Does it load its function in that time?"
      this.#fail(invocation, problem, advice)
    } else {
      const problem = `its process has neither responded nor asked for anything for ${limitMs} ms of real time`
      const advice =
        "What it waits for is real, and virtual time stands still meanwhile. " +
        "Raise realTimeoutMs, an option of remoteFunction, if its work takes longer."
      this.#fail(invocation, problem, advice)
    }
    this.kill()
  }

  #fail({ context, failRun }: RemoteInvocation, problem: string, advice: string): void {
    failRun(new RemoteProcessError(context, problem, advice, this.#story()))
  }

  #story(): ProcessStory {
    const { command, cwd } = this.#parts
    return { command, cwd, pid: this.#process?.pid, lastLines: this.#output.lastLines }
  }

  async #ended(exit: Exit): Promise<void> {
    await this.#output.drained()
    this.#server.close()
    this.#clock?.dispose()
    const invocation = this.#current
    const isDelivered = this.#isDelivered
    this.#back()
    this.onEnd()
    if (invocation === undefined || invocation.isOver) return
    if (isDelivered && !this.mayEnd()) {
      const problem = `its process has ended in each of the last invocations (${exitReason(exit)})`
      this.#fail(invocation, problem, "The service would retry until the execution's time-out.")
    } else if (isDelivered) {
      invocation.host.loseContainer()
      invocation.failed(exitedError(invocation.requestId, exit))
    } else if (this.#hasAsked) {
      this.onUndelivered(invocation)
    } else if (exit.error === undefined) {
      const problem = `its process has ended before it asked for an invocation (${exitReason(exit)})`
      this.#fail(invocation, problem, "Does the command start the function's runtime?")
    } else {
      const problem = `its process could not be started (${exitReason(exit)})`
      this.#fail(invocation, problem, "Do its program and its folder exist?")
    }
  }
}
