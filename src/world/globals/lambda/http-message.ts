import type { IncomingMessage } from "node:http"
import type { LambdaRequest } from "../patch/lambda-api.ts"

/** Node joins what comes several times, cookies apart; Lambda reads none. */
export function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]),
  )
}

/** The path and the query of a request line. */
export function readTarget(target: string): Pick<LambdaRequest, "path" | "query"> {
  const [path = "/", text = ""] = target.split("?", 2)
  const parameters = new URLSearchParams(text)
  const query: Record<string, string | string[]> = {}
  for (const name of parameters.keys()) {
    const [first = "", ...others] = parameters.getAll(name)
    query[name] = others.length === 0 ? first : [first, ...others]
  }
  return { path, query }
}

export async function bytesOf(stream: AsyncIterable<unknown>): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
