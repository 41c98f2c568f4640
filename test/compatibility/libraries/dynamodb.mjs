import assert from "node:assert/strict"
import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb"
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb"
import { createTable } from "./dynamodb-fake.mjs"
import { assertVirtual, durable } from "./shared.mjs"

const table = createTable()
export const { begin, end } = table
let client
let throttles = 0

/** The first two requests of each run are throttled. */
export function prepare() {
  table.reset()
  throttles = 2
  table.onRequest = () => (throttles-- > 0 ? "ThrottlingException" : undefined)
}

function documents() {
  client ??= DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: table.url(),
      region: "eu-central-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 5,
    }),
  )
  return client
}

export const handler = durable(async (context) => {
  await context.step("put", async () => {
    const Item = { id: "o-1", at: Date.now(), tags: new Set(["a"]), total: 1.5 }
    const ConditionExpression = "attribute_not_exists(id)"
    try {
      await documents().send(new PutCommand({ TableName: "t", Item, ConditionExpression }))
    } catch (error) {
      // An attempt before this one has stored it.
      if (!(error instanceof ConditionalCheckFailedException)) throw error
    }
  })
  await context.wait({ hours: 1 })
  const { Item } = await context.step("get", async () => {
    const { Item: item } = await documents().send(
      new GetCommand({ TableName: "t", Key: { id: "o-1" } }),
    )
    return { Item: { ...item, tags: [...item.tags] } }
  })
  await context.step("update", async () => {
    await documents().send(
      new UpdateCommand({
        TableName: "t",
        Key: { id: "o-1" },
        UpdateExpression: "SET paid = :paid",
        ExpressionAttributeValues: { ":paid": true },
      }),
    )
  })
  return Item
})

export const observe = () => table.items()

export function expected(item) {
  assert.deepEqual({ ...item, at: 0 }, { id: "o-1", at: 0, tags: ["a"], total: 1.5 })
  assertVirtual(item.at)
  // Later ones are signed with the time that the answers of the server have.
  assert.match(table.dates()[0], /^\d{8}T\d{6}Z$/u)
  assert.deepEqual(table.items()[0].paid, { BOOL: true })
}
