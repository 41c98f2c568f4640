import {
  type Event,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda"
import { onTestFinished } from "vitest"
import type { LambdaHandler } from "../../src/index.ts"
import type { ServedRequest } from "../../src/serve/served-endpoint.ts"
import { openServer, type Server, type ServerParts } from "../../src/serve/server.ts"

// A server behaves the same, whatever the suite runs with.
delete process.env["DURABLE_TEST_RUNNER_DEFAULTS"]

/** A server of a test, with what it has told. */
export interface Serving {
  readonly server: Server
  readonly url: string
  readonly client: LambdaClient
  readonly requests: ServedRequest[]
  readonly events: Event[]
  readonly ended: { readonly arn: string; readonly status: string }[]
  readonly differences: string[]
  readonly failures: { readonly error: Error; readonly arns: readonly string[] }[]
  /** Comes back with the ids of the callbacks that wait, once there are that many. */
  readonly waiting: (count?: number) => Promise<string[]>
  /** Comes back once that many executions have ended. */
  readonly untilEnded: (count?: number) => Promise<void>
  /** Comes back once that many failures were told. */
  readonly untilFailed: (count?: number) => Promise<void>
  readonly invoke: (
    input: Partial<InvokeCommandInput> & { readonly payload?: unknown },
  ) => Promise<Invoked>
}

interface Invoked {
  readonly arn: string
  readonly status: number | undefined
  readonly error: string | undefined
  readonly result: unknown
}

export function durable(name: string, handler: LambdaHandler): ServerParts["functions"][number] {
  return { name, qualifier: undefined, handler, isDurable: true, runsHere: true }
}

export function plain(name: string, handler: LambdaHandler): ServerParts["functions"][number] {
  return { ...durable(name, handler), isDurable: false }
}

function clientOf(url: string): LambdaClient {
  return new LambdaClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  })
}

export async function serving(parts: Partial<ServerParts>): Promise<Serving> {
  const requests: ServedRequest[] = []
  const events: Event[] = []
  const ended: Serving["ended"] = []
  const differences: string[] = []
  const failures: Serving["failures"] = []
  let callbackIds: string[] = []
  const watchers = new Set<() => void>()
  const told = (): void => {
    for (const watcher of watchers) watcher()
  }
  const until = async (holds: () => boolean): Promise<void> => {
    if (holds()) return
    await new Promise<void>((resolve) => {
      const watcher = (): void => {
        if (!holds()) return
        watchers.delete(watcher)
        resolve()
      }
      watchers.add(watcher)
    })
  }
  const server = await openServer({
    host: "127.0.0.1",
    port: 0,
    allowedHosts: [],
    allowRemote: false,
    speed: "virtual",
    seed: "serve",
    startTime: Date.UTC(2026, 0, 1),
    realTimeoutMs: 20_000,
    functions: [],
    scenarios: [],
    ...parts,
    listener: {
      answered: (request) => void requests.push(request),
      happened: (_execution, event) => void events.push(event),
      ended({ arn, status }) {
        ended.push({ arn, status })
        told()
      },
      differs: (_execution, found) => void differences.push(...found),
      failed(error, arns) {
        failures.push({ error: error as Error, arns })
        told()
      },
      rests(waiting) {
        callbackIds = waiting.map(({ callbackId }) => callbackId)
        told()
      },
    },
  })
  onTestFinished(() => server.close())
  const client = clientOf(server.url)
  onTestFinished(() => client.destroy())
  return {
    ...{ server, url: server.url, client, requests, events, ended, differences, failures },
    async waiting(count = 1) {
      await until(() => callbackIds.length >= count)
      return callbackIds
    },
    untilEnded: async (count = 1) => until(() => ended.length >= count),
    untilFailed: async (count = 1) => until(() => failures.length >= count),
    async invoke({ payload, FunctionName = "order:$LATEST", ...input }) {
      const Payload = payload === undefined ? {} : { Payload: JSON.stringify(payload) }
      const answer = await client.send(new InvokeCommand({ FunctionName, ...Payload, ...input }))
      const text = answer.Payload?.transformToString() ?? ""
      return {
        arn: answer.DurableExecutionArn ?? "",
        status: answer.StatusCode,
        error: answer.FunctionError,
        result: text === "" ? undefined : JSON.parse(text),
      }
    },
  }
}

/** What a server answers to a request of its own. */
export async function control(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly error: string | null; readonly body: unknown }> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  })
  const error = response.headers.get("x-amzn-errortype")
  return { status: response.status, error, body: await response.json() }
}
