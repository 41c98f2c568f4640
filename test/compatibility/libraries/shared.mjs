import assert from "node:assert/strict"
import { createServer } from "node:http"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"

export const START = Date.UTC(2030, 0, 1)
export const MINUTE = 60_000
export const HOUR = 3_600_000

export function durable(body) {
  return withDurableExecution((_event, context) => body(context))
}

/** The body of a request, as text. */
export async function textOf(request) {
  let text = ""
  for await (const chunk of request.setEncoding("utf8")) text += chunk
  return text
}

/** A server in the process of the test, outside of every run: it keeps connections alive. */
export async function serve(respond) {
  const server = createServer((request, response) => {
    textOf(request).then((text) => respond(request, response, text))
  })
  await new Promise((done) => server.listen(0, "127.0.0.1", done))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${server.address().port}`, close }
}

/** Fails where a time is not of the run that began at `START`. */
export function assertVirtual(ms, after = 0) {
  assert.ok(Math.abs(ms - START - after) < 60_000, `${new Date(ms).toISOString()} is not virtual`)
}
