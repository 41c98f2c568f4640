import { connect } from "node:net"

/** Sends bytes as they are; returns all that comes until the connection ends. */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  let received = ""
  socket.setEncoding("latin1")
  socket.on("data", (chunk: string) => (received += chunk))
  socket.on("error", () => {})
  const closed = new Promise<void>((done) => socket.once("close", () => done()))
  socket.end(bytes)
  await closed
  return received
}

/** The status and the name of the error of each response on one connection. */
export function outcomesOf(received: string): string[] {
  const heads = received.match(/HTTP\/1\.1 \d{3} [^]*?\r\n\r\n/gu) ?? []
  return heads.map((head) => {
    const status = /^HTTP\/1\.1 (\d+)/u.exec(head)?.[1]
    return `${status} ${/^x-amzn-errortype: (.*)$/imu.exec(head)?.[1]?.trim()}`
  })
}

export function requestText(path: string, headers: string, method = "GET"): string {
  return `${method} ${path} HTTP/1.1\r\n${headers}connection: close\r\n\r\n`
}

/** Every response to a malformed request is one of these. */
const MODELLED: ReadonlySet<string> = new Set([
  "400 InvalidParameterValueException",
  "400 InvalidRequestContentException",
  "400 SerializationException",
  "400 ValidationException",
  "403 AccessDeniedException",
  "404 ResourceNotFoundException",
  "404 UnknownOperationException",
  "405 MethodNotAllowedException",
  "408 RequestTimeoutException",
  "409 DurableExecutionAlreadyStartedException",
  "413 RequestTooLargeException",
  "414 RequestTooLargeException",
  "431 RequestTooLargeException",
])

/**
 * Sends each request on a connection of its own; returns how many responses came.
 *
 * @throws {Error} for the first that is neither modelled nor a success.
 */
export async function sendMalformed(port: number, batch: readonly Buffer[]): Promise<number> {
  const received = await Promise.all(batch.map(async (bytes) => sendRaw(port, bytes)))
  let seen = 0
  for (const [index, text] of received.entries()) {
    for (const outcome of outcomesOf(text)) {
      seen++
      if (MODELLED.has(outcome) || /^(?:1|2)\d\d undefined$/u.test(outcome)) continue
      throw new Error(`${outcome} for ${JSON.stringify(batch[index]?.toString("latin1"))}`)
    }
  }
  return seen
}
