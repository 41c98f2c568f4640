import type { LambdaClient } from "@aws-sdk/client-lambda"
import * as fc from "fast-check"
import { DurableTestRunner } from "durable-test-runner"
import { UnsupportedCommandError } from "durable-test-runner/aws"
import { expect, test } from "vitest"
import type { DurableEvent } from "./by-hand.ts"
import { type RawRequest, rawRequest, REAL } from "./wire-requests.ts"
import { FUZZ_TIMEOUT, sayWhatWasFuzzed } from "../support/fuzz-time.ts"

/*
 * An oracle written apart from the transport: which requests are a command, which errors the API
 * model has with which status, and that neither reads nor refused requests change the history.
 */

const STATUS_OF: Readonly<Record<string, number>> = {
  ValidationException: 400,
  SerializationException: 400,
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  CallbackTimeoutException: 400,
  ResourceNotFoundException: 404,
  DurableExecutionAlreadyStartedException: 409,
  RequestTooLargeException: 413,
}

const COMMANDS = [
  /^GET \/2025-12-01\/durable-executions\/[^/]*(\/state|\/history)?$/,
  /^POST \/2025-12-01\/durable-executions\/[^/]*\/(checkpoint|stop)$/,
  /^POST \/2025-12-01\/durable-execution-callbacks\/[^/]*\/(succeed|fail|heartbeat)$/,
  /^GET \/2025-12-01\/functions\/[^/]*\/durable-executions$/,
  /^POST \/2015-03-31\/functions\/[^/]*\/invocations$/,
]

interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

class Wire {
  readonly counts = { accepted: 0, refused: 0, unknown: 0 }
  readonly #transport: {
    handle(request: RawRequest): Promise<{
      response: { statusCode: number; headers: Record<string, string>; body: AsyncIterable<Buffer> }
    }>
  }
  readonly #arn: string
  #token: string
  #callback = "none"

  constructor(client: LambdaClient, event: DurableEvent) {
    this.#transport = client.config.requestHandler as never
    this.#arn = event.DurableExecutionArn
    this.#token = event.CheckpointToken
  }

  async openCallback(): Promise<void> {
    const Updates = [{ Id: "callback", Type: "CALLBACK", Action: "START" }]
    const { text } = await this.send({
      method: "POST",
      path: `/2025-12-01/durable-executions/${encodeURIComponent(this.#arn)}/checkpoint`,
      query: {},
      headers: {},
      body: JSON.stringify({ CheckpointToken: this.#token, Updates }),
    })
    this.#learn(text)
    this.#callback = /"CallbackId":"([^"]+)"/.exec(text)?.[1] ?? "none"
    expect(this.#callback).not.toBe("none")
  }

  /** Sends a generated request and judges the answer. */
  async probe(generated: RawRequest): Promise<void> {
    const request = this.#fill(generated)
    const isCommand = COMMANDS.some((each) => each.test(`${request.method} ${request.path}`))
    const before = await this.history()
    const answer = await this.send(request).catch((error: unknown) => {
      if (isCommand || !(error instanceof UnsupportedCommandError)) throw error
    })
    const after = await this.history()
    if (answer === undefined) {
      this.counts.unknown++
      expect(after).toBe(before)
      return
    }
    expect(isCommand).toBe(true)
    if (answer.statusCode >= 300) this.#expectRefusal(answer)
    else if (request.path.endsWith("/checkpoint")) this.#learn(answer.text)
    if (answer.statusCode < 300) this.counts.accepted++
    const isRead = request.method === "GET" || request.path.endsWith("/heartbeat")
    if (isRead || answer.statusCode >= 300) expect(after).toBe(before)
    else expect(after.startsWith(before.slice(0, -1))).toBe(true)
  }

  async history(): Promise<string> {
    const { statusCode, text } = await this.send({
      method: "GET",
      path: `/2025-12-01/durable-executions/${encodeURIComponent(this.#arn)}/history`,
      query: { MaxItems: "1000", IncludeExecutionData: "true" },
      headers: {},
      body: undefined,
    })
    expect(statusCode).toBe(200)
    return JSON.stringify((JSON.parse(text) as { Events: unknown }).Events)
  }

  async send(request: RawRequest): Promise<Answer> {
    const { response } = await this.#transport.handle(request)
    const chunks: Buffer[] = []
    for await (const chunk of response.body) chunks.push(chunk)
    const { statusCode, headers } = response
    return { statusCode, headers, text: Buffer.concat(chunks).toString("utf8") }
  }

  #expectRefusal({ statusCode, headers, text }: Answer): void {
    this.counts.refused++
    const name = headers["x-amzn-errortype"] ?? "no error type"
    expect([name, statusCode]).toEqual([name, STATUS_OF[name]])
    const body = JSON.parse(text) as Record<string, unknown>
    expect(body["Type"]).toBe("User")
    expect(body["Message"] ?? body["message"]).toEqual(expect.stringMatching(/./s))
  }

  #learn(text: string): void {
    const { CheckpointToken } = JSON.parse(text) as { CheckpointToken?: string }
    if (CheckpointToken !== undefined) this.#token = CheckpointToken
  }

  #fill(request: RawRequest): RawRequest {
    const path = request.path
      .replace(REAL.arn, () => encodeURIComponent(this.#arn))
      .replace(REAL.callback, () => encodeURIComponent(this.#callback))
    const query =
      request.query["CheckpointToken"] === REAL.token
        ? { ...request.query, CheckpointToken: this.#token }
        : request.query
    const { body } = request
    const filled = typeof body === "string" ? body.replace(REAL.token, () => this.#token) : body
    return { ...request, path, query, body: filled }
  }
}

test(
  "whatever goes over the wire, the service answers as the API model says, and what it refuses changes nothing",
  { timeout: Math.max(600_000, FUZZ_TIMEOUT) },
  async () => {
    const total = { accepted: 0, refused: 0, unknown: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(rawRequest, { minLength: 10, maxLength: 20, size: "max" }),
        async (requests) => {
          const failures: unknown[] = []
          const runner = new DurableTestRunner()
          runner.registerFunction("plain", () => "plain", { durable: false })
          const client = await runner.lambdaClient({ maxAttempts: 1 })
          await runner.run(async (event: DurableEvent) => {
            const wire = new Wire(client, event)
            try {
              await wire.openCallback()
              for (const request of requests) await wire.probe(request)
            } catch (error) {
              failures.push(error)
            }
            for (const key of ["accepted", "refused", "unknown"] as const) {
              total[key] += wire.counts[key]
            }
            return { Status: "SUCCEEDED" }
          })
          if (failures.length > 0) throw failures[0]
        },
      ),
      { numRuns: 40 },
    )
    // Each kind of answer was seen, so that no check above is empty.
    for (const count of Object.values(total)) expect(count).toBeGreaterThan(10)
    sayWhatWasFuzzed(`requests over the wire: ${JSON.stringify(total)}`)
  },
)
