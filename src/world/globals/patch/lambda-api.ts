import type { Readable } from "node:stream"

/** A request to the API of AWS Lambda, as it goes to the wire. */
export interface LambdaRequest {
  readonly method: string
  /** With its percent-encoding. */
  readonly path: string
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Its answer. */
export interface LambdaResponse {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readable
}

/**
 * What serves the requests to Lambda that code of a run sends with a client of its own.
 *
 * @throws {Error} for a request that it cannot serve.
 */
export type LambdaApi = (request: LambdaRequest) => Promise<LambdaResponse>
