import assert from "node:assert/strict"
import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency"
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { createTable } from "./dynamodb-fake.mjs"
import { START } from "./shared.mjs"

const table = createTable()
export const { begin, end } = table
let charges = []
let charge

export function prepare() {
  table.reset()
  charges = []
}

/** The client needs the address of the server. */
function makeCharge(lambdaContext) {
  charge ??= makeIdempotent(
    async (order) => {
      charges.push(order.id)
      return { order: order.id, charged: charges.length }
    },
    {
      persistenceStore: new DynamoDBPersistenceLayer({
        tableName: "t",
        awsSdkV3Client: new DynamoDBClient({
          endpoint: table.url(),
          region: "eu-central-1",
          credentials: { accessKeyId: "a", secretAccessKey: "b" },
        }),
      }),
      config: new IdempotencyConfig({
        eventKeyJmesPath: "id",
        expiresAfterSeconds: 1_800,
        lambdaContext,
      }),
    },
  )
  return charge
}

export const handler = withDurableExecution(async (_event, context) => {
  const order = { id: "o-1" }
  const first = await context.step("first", async () => makeCharge(context.lambdaContext)(order))
  const second = await context.step("second", async () => makeCharge(context.lambdaContext)(order))
  await context.wait({ hours: 1 })
  // The record has expired by then.
  const third = await context.step("third", async () => makeCharge(context.lambdaContext)(order))
  return { first, second, third }
})

export function expected({ first, second, third }) {
  assert.deepEqual(first, { order: "o-1", charged: 1 })
  assert.deepEqual(second, first)
  assert.deepEqual(third, { order: "o-1", charged: 2 })
  const [{ expiration }] = table.items()
  assert.ok(Math.abs(Number(expiration.N) - START / 1_000 - 3_600 - 1_800) < 60)
}
