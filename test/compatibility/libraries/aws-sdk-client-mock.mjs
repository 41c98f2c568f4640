import assert from "node:assert/strict"
import { DynamoDBClient } from "@aws-sdk/client-dynamodb"
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb"
import { mockClient } from "aws-sdk-client-mock"
import { assertVirtual, durable, MINUTE } from "./shared.mjs"

const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: "eu-central-1" }))
const mock = mockClient(client)
let items = new Map()

export function prepare() {
  items = new Map()
  mock.reset()
  mock.on(PutCommand).callsFake(async ({ Item }) => {
    await new Promise((done) => setTimeout(done, MINUTE))
    items.set(Item.id, { ...Item, at: Date.now() })
    return {}
  })
  mock.on(GetCommand).callsFake(({ Key }) => ({ Item: items.get(Key.id) }))
  mock.on(GetCommand, { Key: { id: "none" } }).rejects(new Error("no such order"))
}

export const handler = durable(async (context) => {
  await context.step("put", async () => {
    await client.send(new PutCommand({ TableName: "t", Item: { id: "o-1" } }))
  })
  const none = await context.step("none", async () =>
    client.send(new GetCommand({ TableName: "t", Key: { id: "none" } })).catch(String),
  )
  await context.wait({ hours: 1 })
  const { Item } = await context.step("get", async () =>
    client.send(new GetCommand({ TableName: "t", Key: { id: "o-1" } })),
  )
  return { item: Item, none }
})

export function expected({ item, none }) {
  assert.equal(item.id, "o-1")
  assertVirtual(item.at, MINUTE)
  assert.equal(none, "Error: no such order")
  assert.equal(mock.commandCalls(PutCommand).length, 1)
}
