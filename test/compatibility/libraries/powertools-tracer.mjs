import assert from "node:assert/strict"
import { createSocket } from "node:dgram"
import { once } from "node:events"
import { assertVirtual, HOUR } from "./shared.mjs"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"

let daemon
let segments = []
let tracer

/** Tracing is on only where Lambda's variables are there when the module is loaded. */
export async function begin() {
  daemon = createSocket("udp4")
  daemon.on("message", (text) => {
    segments.push(JSON.parse(text.toString().split("\n")[1]))
  })
  daemon.bind(0, "127.0.0.1")
  await once(daemon, "listening")
  daemon.unref()
  Object.assign(process.env, {
    AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    LAMBDA_TASK_ROOT: "/var/task",
    _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1",
  })
  const { Tracer } = await import("@aws-lambda-powertools/tracer")
  tracer = new Tracer({ serviceName: "orders", captureHTTPsRequests: true })
}

export const end = () => daemon.close()
export const prepare = () => (segments = [])

async function traced(name, body) {
  const parent = tracer.getSegment()
  const segment = parent?.addNewSubsegment(`## ${name}`)
  if (segment) tracer.setSegment(segment)
  try {
    return await body(segment)
  } finally {
    segment?.close()
    if (parent) tracer.setSegment(parent)
  }
}

export const handler = withDurableExecution(async (_event, context) => {
  const begun = await context.step("begin", async () =>
    traced("begin", async (segment) => {
      tracer.putAnnotation("order", "o-1")
      await new Promise((done) => setTimeout(done, 60_000))
      return segment.start_time
    }),
  )
  await context.wait({ hours: 1 })
  const ended = await context.step("end", async () =>
    traced("end", async (segment) => segment.start_time),
  )
  return { begun, ended }
})

export function expected({ begun, ended }) {
  assertVirtual(begun * 1_000)
  assertVirtual(ended * 1_000, HOUR + 60_000)
}
