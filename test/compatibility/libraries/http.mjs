import assert from "node:assert/strict"
import { serve } from "./shared.mjs"

let server
let failures = 0

export const urlOf = (path) => `${server.url}${path}`

/** Answers `/flaky` with 503 twice, `/silent` never, `/echo` with what it got. */
export async function begin() {
  server = await serve((request, response, text) => {
    if (request.url === "/silent") return
    if (request.url === "/flaky" && failures++ < 2) {
      response.writeHead(503, { "retry-after": "120" }).end("busy")
      return
    }
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ path: request.url, text }))
  })
}

export const end = () => server.close()
export const prepare = () => (failures = 0)

const passed = new Map()

/** Virtual milliseconds that the last such request took: no part of the outcome, since a crash changes it. */
export const passedMs = (name) => passed.get(name)
export function notePassed(begun, name) {
  passed.set(name, Date.now() - begun)
}

export function assertEcho(body, path, text = "") {
  assert.deepEqual(body, { path, text })
}
