import { request } from "node:http"
import { payloadOf } from "../remote/event-payload.ts"
import { ReportedError } from "../remote/remote-errors.ts"
import { DurableTestRunnerError } from "../text/errors.ts"
import { bytesOf } from "../world/globals/lambda/http-message.ts"
import { currentScope, runOutsideScopes } from "../world/globals/patch/scope.ts"
import { Invocation, type LambdaHandler } from "../world/invocation/invocation.ts"

/** Where Lambda's runtime interface emulator takes an invocation. */
const INVOCATIONS = "/2015-03-31/functions/function/invocations"

/** What takes the invocations of a function cannot be reached, or answers what no function does. */
class FunctionEndpointError extends DurableTestRunnerError {
  override readonly name = "FunctionEndpointError"
  readonly requestId: string

  constructor({ functionName, requestId }: Invocation["identity"], url: URL, problem: string) {
    super(
      "FUNCTION_ENDPOINT",
      `Failed to invoke ${JSON.stringify(functionName)} at ${url.origin}: ${problem}. ` +
        "Is the container of the function up? LambdaEndpoint has to be where its runtime interface emulator listens.",
    )
    this.requestId = requestId
  }
}

/** Functions whose code is somewhere else, as in the containers of SAM: their invocations are sent there. */
export class PushedFunctions {
  readonly #endpoints: Map<string, URL> = new Map()
  /** The functions that are registered for it. */
  readonly names: Set<string> = new Set()
  /** For the executions that name none. */
  default: URL | undefined

  /** The endpoint of one execution. */
  set(executionArn: string, url: URL): void {
    this.#endpoints.set(executionArn, url)
  }

  forget(executionArn: string): void {
    this.#endpoints.delete(executionArn)
  }

  readonly handler: LambdaHandler = async (event: object): Promise<unknown> => {
    const invocation = currentScope()
    if (!(invocation instanceof Invocation)) throw new Error("It is invoked outside of a world.")
    const { identity } = invocation
    const url = this.#endpoints.get(identity.durableExecutionArn ?? "") ?? this.default
    if (url === undefined) throw new Error("The function has no endpoint.")
    const aborted = new AbortController()
    invocation.whenFrozen(() => aborted.abort())
    const letTimeGoOn = invocation.holdTime()
    try {
      const answer = await runOutsideScopes(async () =>
        post(url, payloadOf(event), aborted.signal),
      ).catch((error: unknown) => failRun(invocation, url, textOf(error)))
      return readAnswer(answer)
    } catch (error) {
      if (error instanceof SyntaxError) {
        return await failRun(invocation, url, `it answered with invalid JSON: ${error.message}`)
      }
      throw error
    } finally {
      letTimeGoOn()
    }
  }
}

interface Answer {
  readonly status: number
  readonly functionError: string | undefined
  readonly text: string
}

function post(url: URL, body: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const target = new URL(INVOCATIONS, url)
    const headers = { "content-type": "application/json" }
    const sent = request(target, { method: "POST", headers, signal }, (response) => {
      bytesOf(response).then((bytes) => {
        const { statusCode: status = 0 } = response
        const functionError = [response.headers["x-amz-function-error"]].flat()[0]
        if (status === 200) resolve({ status, functionError, text: bytes.toString("utf8") })
        else reject(new Error(`it has answered with status ${status}`))
      }, reject)
    })
    sent.once("error", reject).end(body)
  })
}

/** @throws {ReportedError} what the function has failed with. */
function readAnswer({ functionError, text }: Answer): unknown {
  const output = (text === "" ? null : JSON.parse(text)) as Record<string, unknown> | null
  const { Status, errorType, errorMessage, stackTrace } = Object(output) as Record<string, unknown>
  const hasFailed = functionError !== undefined || (Status === undefined && errorType !== undefined)
  if (!hasFailed) return output
  const stack = Array.isArray(stackTrace) ? stackTrace.map(String) : []
  const name = typeof errorType === "string" ? errorType : (functionError ?? "Error")
  throw new ReportedError(name, typeof errorMessage === "string" ? errorMessage : text, stack)
}

/** That nobody can be reached is no answer of the function. */
function failRun(invocation: Invocation, url: URL, problem: string): Promise<never> {
  if (!invocation.frozen) {
    invocation.fail(new FunctionEndpointError(invocation.identity, url, problem))
  }
  return new Promise(() => {})
}

/** A host with several addresses fails with an error that has no text of its own. */
function textOf(error: unknown): string {
  const { message, code } = Object(error) as { readonly message?: string; readonly code?: string }
  return message === undefined || message === "" ? (code ?? String(error)) : message
}
