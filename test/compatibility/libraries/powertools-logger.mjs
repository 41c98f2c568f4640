import assert from "node:assert/strict"
import { Logger } from "@aws-lambda-powertools/logger"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { assertVirtual, HOUR } from "./shared.mjs"

process.env.POWERTOOLS_DEV = "true"
const logger = new Logger({ serviceName: "orders", persistentKeys: { team: "a" } })
let lines = []
console.info = (text) => lines.push(JSON.parse(text))
logger.console = { ...console, info: (text) => lines.push(JSON.parse(text)) }

export const prepare = () => (lines = [])

export const handler = withDurableExecution(async (_event, context) => {
  logger.addContext(context.lambdaContext)
  logger.appendKeys({ order: "o-1" })
  logger.info("outside")
  const begun = await context.step("begin", async () => {
    logger.info("inside", { part: 1 })
    return lines.at(-1)
  })
  await context.wait({ hours: 1 })
  const ended = await context.step("end", async () => {
    logger.info("done")
    return lines.at(-1)
  })
  return [begun, ended].map(({ message, timestamp, order, cold_start: _, ...rest }) => ({
    message,
    timestamp,
    order,
    function_name: rest.function_name,
    service: rest.service,
  }))
})

export function expected([begun, ended]) {
  assert.deepEqual([begun.message, ended.message], ["inside", "done"])
  assertVirtual(Date.parse(begun.timestamp))
  assertVirtual(Date.parse(ended.timestamp), HOUR)
  assert.equal(begun.order, "o-1")
  assert.equal(begun.service, "orders")
}
