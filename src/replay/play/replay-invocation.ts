import type { Operation } from "@aws-sdk/client-lambda"
import { executionArn } from "../../service/values/arn.ts"
import { LogStream } from "../../world/invocation/lambda-environment.ts"
import { runInScope, type ScopedRandom } from "../../world/globals/patch/scope.ts"
import { DurableExecutionInvocationInputWithClient } from "../../world/invocation/invocation-event.ts"
import type { InvocationIdentity, LambdaHandler } from "../../world/invocation/invocation.ts"
import { type InvocationInContext, lambdaContextOf } from "../../world/invocation/lambda-context.ts"
import { AskSites } from "../record/ask-sites.ts"
import { BiasedRandom, type Perturbation } from "./perturbation.ts"
import { attemptOf, type ReplayPoint } from "../history/replay-points.ts"
import { stateAfter } from "../history/state.ts"
import { type History, readEventType, timeOf } from "../history/history.ts"
import { type AskedUpdate, answerUpdate } from "../history/replay-answers.ts"
import { type OutcomesOfBodies, ReplayProbe } from "./replay-probe.ts"
import { ReplayScope } from "./replay-scope.ts"
import { Trace } from "./trace.ts"

const FUNCTION_TIMEOUT_MS = 900_000

/** Long enough for the SDK to suspend, and for short timers; the SDK polls from the first second on. */
const USUAL_LIMIT_MS = 999

/** What one replay of the handler came to. */
export interface Replay {
  readonly point: ReplayPoint
  readonly perturbation: Perturbation
  /** The first update of each operation that the handler asked for and its state did not have. */
  readonly asked: ReadonlyMap<string, AskedUpdate>
  /** The first update of each operation that was not its START. */
  readonly settled: ReadonlyMap<string, AskedUpdate>
  /** Contexts whose functions are races: operation ids, each with the name of the race. */
  readonly races: ReadonlySet<string>
  /** The ids of contexts whose functions were running when it was over. */
  readonly openContexts: ReadonlySet<string>
  readonly output: ReplayOutput | undefined
  /** Only in a traced replay. */
  readonly trace: Trace | undefined
  readonly sites: AskSites | undefined
}

/** How the invocation ended; absent if the handler waits for what has not happened yet. */
type ReplayOutput =
  | {
      readonly kind: "returned"
      readonly status: string
      readonly result: string | undefined
      readonly error:
        | { readonly type: string | undefined; readonly message: string | undefined }
        | undefined
    }
  | { readonly kind: "threw"; readonly thrown: unknown }

export interface ReplayOptions {
  /** Operations to leave out of the state besides those expected, with all that lies below them. */
  readonly without?: readonly string[]
  readonly isTraced?: boolean
  /** Lets the functions of contexts that have ended run again, instead of reading back their results. */
  readonly isRelived?: boolean
}

/** Runs the handler once against the recorded state of one point. Bodies of steps never run. */
export async function replayInvocation(
  handler: LambdaHandler,
  history: History,
  point: ReplayPoint,
  perturbation: Perturbation,
  { without = [], isTraced = false, isRelived = false }: ReplayOptions = {},
): Promise<Replay> {
  const trace = isTraced ? new Trace() : undefined
  const sites = isTraced ? new AskSites() : undefined
  const lastEvent = history.events[Math.max(0, point.eventCount - 1)]
  const probe = new ReplayProbe(perturbation, outcomesAt(history, point), trace, sites)
  const scope = new ReplayScope({
    now: timeOf(lastEvent) + perturbation.clockOffsetMs,
    startedAt: timeOf(history.events[0]),
    random: new BiasedRandom(perturbation) satisfies ScopedRandom,
    probe,
    trace,
    environment: history.environment,
    perturbation,
  })
  const missing = new Set([...point.expected, ...without])
  const operations = withoutOperations(
    stateAfter(history, point.eventCount, scope.clock.now, [
      ...point.outcomes,
      ...(isRelived ? endsOfContexts(history) : []),
    ]),
    missing,
  )
  const invocation = new ReplayedInvocation(scope, history, perturbation)
  invocation.start(handler, operations)
  const { asked, settled } = invocation
  const due = point.outcomes.map((index) => history.events[index]?.Id ?? "")
  const isComplete = (): boolean =>
    invocation.output !== undefined ||
    (missing.size + due.length > 0 &&
      [...missing].every((id) => asked.has(id)) &&
      due.every((id) => settled.has(id)))
  const limitMs = point.isEnd ? FUNCTION_TIMEOUT_MS : USUAL_LIMIT_MS + recordedGap(history, point)
  await scope.run(isComplete, () => !invocation.hasBegun && !probe.hasSeenSdk, limitMs)
  const { output } = invocation
  const { races } = probe
  const { openContexts } = scope
  return { point, perturbation, asked, settled, races, openContexts, output, trace, sites }
}

function endsOfContexts({ events }: History): number[] {
  return [...events.keys()].filter((index) => {
    const event = events[index]
    const read = event === undefined ? undefined : readEventType(event)
    return read?.type === "CONTEXT" && read.what !== "Started"
  })
}

/** How the bodies ended whose outcomes are to come about again; no other ends. */
function outcomesAt(history: History, { outcomes }: ReplayPoint): OutcomesOfBodies {
  const attempts = new Map(
    outcomes.map((index) => {
      const event = history.events[index]
      return [event?.Id, event === undefined ? 0 : attemptOf(event)]
    }),
  )
  return (operationId, attempt) =>
    attempts.get(operationId) === attempt ? history.bodyOutcome?.(operationId, attempt) : undefined
}

/** How long the handler took, when it was recorded, from this state to what it is expected to do. */
function recordedGap(
  { events }: History,
  { eventCount, expected, outcomes: [outcome] }: ReplayPoint,
): number {
  const first = outcome ?? events.findIndex(({ Id }) => Id !== undefined && expected.includes(Id))
  if (first < 1) return 0
  const at = timeOf(events[Math.min(first, eventCount)])
  return Math.min(FUNCTION_TIMEOUT_MS, Math.max(0, at - timeOf(events[first - 1])))
}

function withoutOperations(
  operations: readonly Operation[],
  ids: ReadonlySet<string>,
): Operation[] {
  const left = new Set(ids)
  return operations.filter(({ Id, ParentId }) => {
    if (ParentId !== undefined && left.has(ParentId)) left.add(Id ?? "")
    return Id === undefined || !left.has(Id)
  })
}

const REQUEST_ID = "00000000-0000-4000-8000-000000000000"

/** Where the history does not say whose it is. */
const FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:replay:$LATEST"

class ReplayedInvocation implements InvocationInContext {
  readonly asked: Map<string, AskedUpdate> = new Map()
  readonly settled: Map<string, AskedUpdate> = new Map()
  /** As recorded: what the context says of the invocation's beginning is no reading of the clock. */
  readonly invokedAt: number
  readonly #deadlineAt: number
  /** The SDK has sent something. */
  hasBegun = false
  readonly #scope: ReplayScope
  readonly #history: History
  readonly #perturbation: Perturbation
  #state: ReadonlyMap<string, Operation> = new Map()
  readonly #arn: string
  #checkpoints = 0
  #output: ReplayOutput | undefined

  constructor(scope: ReplayScope, history: History, perturbation: Perturbation) {
    this.#scope = scope
    const { clockOffsetMs, remainingMs = FUNCTION_TIMEOUT_MS } = perturbation
    this.invokedAt = scope.clock.now - clockOffsetMs
    this.#deadlineAt = scope.clock.now + remainingMs
    this.#history = history
    this.#arn = arnOf(history)
    this.#perturbation = perturbation
  }

  get identity(): InvocationIdentity {
    const { tenantId } = this.#history
    const { requestId = REQUEST_ID } = this.#perturbation
    const [functionArn = ""] = this.#arn.split("/durable-execution/")
    const [functionName = "", version = ""] = functionArn.split(":").slice(-2)
    const identity = {
      requestId,
      functionName,
      version,
      functionArn,
      durableExecutionArn: this.#arn,
    }
    return tenantId === undefined ? identity : { ...identity, tenantId }
  }

  get logStream(): LogStream {
    return new LogStream(this.identity.requestId, this.identity.version, this.invokedAt)
  }

  get remainingMs(): number {
    this.#scope.reads("lambda-context")
    return this.#deadlineAt - this.#scope.clock.now
  }

  /** How it has ended; what nobody has caught ends it too. */
  get output(): ReplayOutput | undefined {
    const { crashed } = this.#scope
    return this.#output ?? (crashed && { kind: "threw", thrown: crashed.reason })
  }

  start(handler: LambdaHandler, operations: readonly Operation[]): void {
    const scope = this.#scope
    this.#state = new Map(operations.map((operation) => [operation.Id ?? "", operation]))
    const input = {
      DurableExecutionArn: this.#arn,
      CheckpointToken: this.#token(),
      InitialExecutionState: { Operations: structuredClone(operations) },
      UpdatedOperationIds: [],
    }
    const client = {
      checkpoint: (request: object) => this.#checkpoint(request),
      getExecutionState: async () => ({ Operations: [] }),
    }
    const event = new DurableExecutionInvocationInputWithClient(input, () => {
      scope.clientIsTaken = true
      return client
    })
    const context = lambdaContextOf(this)
    runInScope(scope, () => {
      void (async () => (handler as (...args: unknown[]) => unknown)(event, context))().then(
        (output) => this.#end(toOutput(output)),
        (thrown: unknown) => this.#end({ kind: "threw", thrown }),
      )
    })
  }

  #end(output: ReplayOutput): void {
    if (!this.#scope.frozen && this.output === undefined) this.#output = output
  }

  #token(): string {
    return Buffer.from(`replay:${this.#checkpoints++}`).toString("base64")
  }

  #checkpoint(request: object): Promise<unknown> {
    const { Updates = [] } = request as { Updates?: AskedUpdate[] }
    this.hasBegun = true
    const now = this.#scope.clock.now
    for (const update of Updates) {
      if (!this.asked.has(update.Id)) this.asked.set(update.Id, update)
      if (update.Action !== "START" && !this.settled.has(update.Id)) {
        this.settled.set(update.Id, update)
      }
    }
    const latest = new Map(Updates.map((update) => [update.Id, update]))
    const Operations = [...latest.values()]
      .filter(({ Type }) => Type !== "EXECUTION")
      .map((update) => answerUpdate(update, this.#history, now, this.#state.get(update.Id)))
    const response = {
      CheckpointToken: this.#token(),
      NewExecutionState: { Operations },
    }
    return new Promise((resolve) => {
      this.#scope.reply(() => resolve(response))
    })
  }
}

/** What the code does may depend on it: a serdes encrypts under it, a key is made of it. */
function arnOf({ arn, events }: History): string {
  const [{ Id = "execution", Name = "replay" } = {}] = events
  return arn ?? executionArn(FUNCTION_ARN, Name, Id)
}

function toOutput(output: unknown): ReplayOutput {
  const {
    Status,
    Result,
    Error: failure,
  } = (output ?? {}) as {
    Status?: string
    Result?: string
    Error?: { ErrorType?: string; ErrorMessage?: string }
  }
  return {
    kind: "returned",
    status: Status ?? "no durable answer",
    result: Result,
    error:
      failure === undefined
        ? undefined
        : { type: failure.ErrorType, message: failure.ErrorMessage },
  }
}
