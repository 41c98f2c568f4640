import type { IncomingMessage } from "node:http"

/** What the body of one request may have: more than the largest payload, 6 MiB, escaped as JSON. */
export const MOST_BODY_BYTES: number = 16 * 1_024 * 1_024

/**
 * @returns undefined for a body that is too large. Its rest is read and not kept: a client that is still sending
 *   would not see the response.
 */
export function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = []
    let bytes = 0
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MOST_BODY_BYTES) chunks = []
      else chunks.push(chunk)
    })
    request.on("end", () => {
      resolve(bytes > MOST_BODY_BYTES ? undefined : Buffer.concat(chunks))
    })
    request.on("error", reject)
    request.on("close", () => reject(new Error("The client has gone.")))
  })
}
