import { createHash } from "node:crypto"
import type { ErrorObject } from "@aws-sdk/client-lambda"
import type { LogEntry } from "../runner/logs/log-entry.ts"
import type { Execution } from "../runner/results/execution.ts"
import type { InvocationResult } from "../runner/results/invocation-result.ts"
import type { Attempt, OperationResult } from "../runner/results/operation-result.ts"
import { assertExecution } from "./subjects.ts"
import {
  type SpanAttributes,
  spanTime,
  type TraceResource,
  type TraceSpan,
  type TraceSpanContext,
} from "./trace-span.ts"

const SCOPE = { name: "durable-test-runner" }

/** Codes of a span's status. */
const [UNSET, FINE, WRONG] = [0, 1, 2] as const

/**
 * An execution as spans of OpenTelemetry, in virtual time, for an exporter of its SDK. Names, attributes and
 * parents are those of the plugin of AWS for OpenTelemetry in production: a root, the workflow with its
 * operations and their attempts, and the invocations beside it. Executions that it started are in the same
 * trace, below their invokes.
 *
 * @example
 * ```ts
 * import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http"
 *
 * new OTLPTraceExporter().export(toSpans(execution), () => {})
 * ```
 * @throws {InvalidArgumentError} for anything except an execution.
 */
export function toSpans(execution: Execution): TraceSpan[] {
  assertExecution("call toSpans", execution)
  const traceId = digest(execution.arn, 32)
  return new ExecutionSpans(execution, traceId, undefined).all()
}

interface SpanParts {
  readonly id: string
  readonly name: string
  readonly parent: TraceSpanContext | undefined
  readonly from: Date
  readonly to: Date
  readonly attributes: SpanAttributes
  readonly code?: 0 | 1 | 2
  readonly error?: ErrorObject | undefined
  readonly links?: TraceSpan["links"]
  readonly events?: TraceSpan["events"]
}

class ExecutionSpans {
  readonly #execution: Execution
  readonly #traceId: string
  /** Of the invoke that has started it. */
  readonly #parent: TraceSpanContext | undefined
  readonly #resource: TraceResource
  readonly #end: Date

  constructor(execution: Execution, traceId: string, parent: TraceSpanContext | undefined) {
    const { functionName, startTimestamp, endTimestamp, durationMs } = execution
    this.#execution = execution
    this.#traceId = traceId
    this.#parent = parent
    this.#end = endTimestamp ?? new Date(startTimestamp.getTime() + durationMs)
    const attributes = { "service.name": functionName, "faas.name": functionName }
    const resource: TraceResource = {
      attributes,
      merge: () => resource,
      getRawAttributes: () => Object.entries(attributes),
    }
    this.#resource = resource
  }

  all(): TraceSpan[] {
    const { arn, invocations, operations, startTimestamp, status, error } = this.#execution
    const recorded = new Set<string | undefined>(operations.map(({ id }) => id))
    const whole = { from: startTimestamp, to: this.#end }
    const root = this.#parent ?? this.#context(digest(`root:${arn}`, 16))
    const workflow = this.#context(digest(`workflow:${arn}`, 16))
    const roots =
      this.#parent === undefined
        ? [
            this.#span({
              ...whole,
              id: root.spanId,
              name: "DurableExecutionRoot",
              parent: undefined,
              attributes: { "durable.execution.synthetic_root": true },
            }),
          ]
        : []
    return [
      ...roots,
      this.#span({
        ...whole,
        id: workflow.spanId,
        name: "Workflow",
        parent: root,
        attributes: { "durable.execution.arn": arn, "durable.execution.status": status },
        code: codeOf(status),
        error,
        // Also what an operation has logged that was never recorded.
        events: this.#logEvents(({ operationId }) => !recorded.has(operationId)),
      }),
      ...invocations.map((each) => this.#invocation(each, root)),
      ...operations.flatMap((each) => this.#operation(each, workflow)),
    ]
  }

  #invocation(invocation: InvocationResult, parent: TraceSpanContext): TraceSpan {
    const { number, status, startTimestamp, endTimestamp, error } = invocation
    return this.#span({
      id: this.#invocationId(invocation),
      name: "Invocation",
      parent,
      from: startTimestamp,
      to: endTimestamp ?? this.#end,
      attributes: {
        "durable.execution.arn": this.#execution.arn,
        "durable.invocation.first": number === 1,
        "durable.invocation.status": status === "ERROR" ? "RETRYING" : status,
      },
      // A suspension is no error.
      code: status === "PENDING" ? FINE : codeOf(status),
      error,
    })
  }

  #operation(operation: OperationResult, workflow: TraceSpanContext): TraceSpan[] {
    const { id, type, status, startTimestamp, endTimestamp, error, attempts, parent } = operation
    const { childExecution } = operation
    const context = this.#context(this.#operationId(id))
    const attributes = this.#operationAttributes(operation)
    const end = endTimestamp ?? this.#end
    // A crash leaves an attempt without an end, and so without a span.
    const isOfNoAttempt = (log: LogEntry): boolean =>
      log.operationId === id && attempts.every(({ attempt }) => attempt !== log.attempt)
    const own = this.#span({
      id: context.spanId,
      name: operation.name ?? type,
      parent: parent === undefined ? workflow : this.#context(this.#operationId(parent.id)),
      from: startTimestamp,
      to: end,
      attributes: {
        ...attributes,
        "durable.operation.status": status,
        ...(attempts.length > 0 && { "durable.attempt.number": attempts.length }),
      },
      code: error === undefined && status !== "SUCCEEDED" ? UNSET : codeOf(status),
      error,
      links: this.#linksAt(end),
      events: [...this.#deliveryEvents(id), ...this.#logEvents(isOfNoAttempt)],
    })
    const nested =
      childExecution === undefined
        ? []
        : new ExecutionSpans(childExecution, this.#traceId, context).all()
    const made = attempts.map((each) => this.#attempt(each, operation, context, attributes))
    return [own, ...made, ...nested]
  }

  #attempt(
    { attempt, status, startTimestamp, endTimestamp, error }: Attempt,
    { id, name, type, startTimestamp: startedAt }: OperationResult,
    parent: TraceSpanContext,
    attributes: SpanAttributes,
  ): TraceSpan {
    return this.#span({
      id: this.#operationId(`${id}:attempt:${attempt}`),
      name: `${name ?? type} attempt ${attempt}`,
      parent,
      from: startTimestamp ?? startedAt,
      to: endTimestamp,
      attributes: {
        ...attributes,
        "durable.attempt.number": attempt,
        "durable.attempt.outcome": status,
      },
      code: codeOf(status),
      error,
      links: this.#linksAt(endTimestamp),
      events: this.#logEvents((log) => log.operationId === id && log.attempt === attempt),
    })
  }

  #operationAttributes({ id, name, type, subType }: OperationResult): SpanAttributes {
    return {
      "durable.execution.arn": this.#execution.arn,
      "durable.operation.id": id,
      "durable.operation.type": type,
      ...(name !== undefined && { "durable.operation.name": name }),
      ...(subType !== undefined && { "durable.operation.subtype": subType }),
    }
  }

  /** To the invocation that has seen an end, which is the next one where it came between two. */
  #linksAt(end: Date): TraceSpan["links"] {
    const { invocations } = this.#execution
    const seenBy =
      invocations.find(({ endTimestamp }) => (endTimestamp ?? this.#end) >= end) ??
      invocations.at(-1)
    return seenBy === undefined ? [] : [{ context: this.#context(this.#invocationId(seenBy)) }]
  }

  #logEvents(isOf: (log: LogEntry) => boolean): TraceSpan["events"] {
    return this.#execution.logs.filter(isOf).map(({ at, level, message }) => ({
      name: "log",
      time: spanTime(at.getTime()),
      attributes: { "log.severity": level, "log.message": message },
    }))
  }

  #deliveryEvents(operationId: string): TraceSpan["events"] {
    return this.#execution.deliveries
      .filter((each) => each.operationId === operationId)
      .map(({ kind, at, refused }) => ({
        name: `callback ${kind}`,
        time: spanTime(at.getTime()),
        attributes: refused === undefined ? {} : { "durable.callback.refused": refused.name },
      }))
  }

  #span({ id, name, parent, from, to, code = UNSET, error, ...parts }: SpanParts): TraceSpan {
    const [start, end] = [from.getTime(), Math.max(from.getTime(), to.getTime())]
    const { ErrorType: type = "Error", ErrorMessage: message = type, StackTrace } = error ?? {}
    const exception = {
      name: "exception",
      time: spanTime(end),
      attributes: {
        "exception.type": type,
        "exception.message": message,
        ...(StackTrace !== undefined && { "exception.stacktrace": StackTrace.join("\n") }),
      },
    }
    const context = this.#context(id)
    return {
      name,
      kind: 0,
      spanContext: () => context,
      ...(parent && { parentSpanContext: parent, parentSpanId: parent.spanId }),
      startTime: spanTime(start),
      endTime: spanTime(end),
      duration: spanTime(end - start),
      ended: true,
      status: error === undefined ? { code } : { code: WRONG, message },
      attributes: parts.attributes,
      links: parts.links ?? [],
      events: [...(parts.events ?? []), ...(error === undefined ? [] : [exception])],
      resource: this.#resource,
      instrumentationScope: SCOPE,
      instrumentationLibrary: SCOPE,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    }
  }

  #context(spanId: string): TraceSpanContext {
    return { traceId: this.#traceId, spanId, traceFlags: 1 }
  }

  #operationId(id: string): string {
    return digest(`${this.#execution.arn}:${id}`, 16)
  }

  #invocationId({ number }: InvocationResult): string {
    return this.#operationId(`invocation:${number}`)
  }
}

function codeOf(status: string): 0 | 1 | 2 {
  if (status === "SUCCEEDED") return FINE
  return status === "FAILED" || status === "TIMED_OUT" || status === "STOPPED" ? WRONG : UNSET
}

/** Of an id, the same in each run with the same seed. */
function digest(text: string, length: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, length)
}
