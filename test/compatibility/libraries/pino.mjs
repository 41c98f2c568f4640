import assert from "node:assert/strict"
import { Writable } from "node:stream"
import pino from "pino"
import { assertVirtual, durable, HOUR } from "./shared.mjs"

let lines = []
const sink = new Writable({
  write(chunk, _encoding, done) {
    lines.push(JSON.parse(chunk.toString()))
    done()
  },
})
const logger = pino({ level: "debug" }, sink)

export const prepare = () => (lines = [])

export const handler = durable(async (context) => {
  const child = logger.child({ job: "nightly" })
  child.info("begun")
  const worked = await context.step("work", async () => {
    child.warn({ a: 1 }, "working")
    return lines.at(-1)
  })
  await context.wait({ hours: 1 })
  const done = await context.step("end", async () => {
    child.info("done")
    return lines.at(-1)
  })
  return [worked, done]
})

export function expected([worked, done]) {
  assert.deepEqual([worked.msg, worked.a, worked.job, done.msg], ["working", 1, "nightly", "done"])
  assertVirtual(worked.time)
  assertVirtual(done.time, HOUR)
}
