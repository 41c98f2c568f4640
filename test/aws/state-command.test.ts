import {
  CheckpointDurableExecutionCommand,
  GetDurableExecutionStateCommand,
  InvalidParameterValueException,
  type LambdaClient,
  type Operation,
  paginateGetDurableExecutionState,
} from "@aws-sdk/client-lambda"
import { expect, test } from "vitest"
import { expectRejection } from "../runner/expect-error.ts"
import { type DurableEvent, runByHand } from "./by-hand.ts"

/** Stores `count` steps and answers the token that holds then. */
async function store(client: LambdaClient, event: DurableEvent, count: number): Promise<string> {
  const { DurableExecutionArn, CheckpointToken } = event
  const Updates = Array.from({ length: count }, (_, index) => ({
    Id: `step-${index}`,
    Type: "STEP" as const,
    Action: "SUCCEED" as const,
    Payload: `${index}`,
  }))
  const command = new CheckpointDurableExecutionCommand({
    DurableExecutionArn,
    CheckpointToken,
    Updates,
  })
  return (await client.send(command)).CheckpointToken ?? ""
}

test("GetDurableExecutionState answers all operations, the execution first", async () => {
  await runByHand(
    async (event, client) => {
      const { DurableExecutionArn } = event
      const CheckpointToken = await store(client, event, 1)
      const { $metadata: _metadata, ...state } = await client.send(
        new GetDurableExecutionStateCommand({ DurableExecutionArn, CheckpointToken }),
      )
      const StartTimestamp = new Date("2026-01-01T00:00:00Z")
      expect(state).toEqual({
        Operations: [
          {
            Id: DurableExecutionArn.split("/").at(-1),
            Type: "EXECUTION",
            Name: DurableExecutionArn.split("/").at(-2),
            StartTimestamp,
            Status: "STARTED",
            ExecutionDetails: { InputPayload: '{"order":1}' },
          },
          {
            Id: "step-0",
            Type: "STEP",
            StartTimestamp,
            EndTimestamp: StartTimestamp,
            Status: "SUCCEEDED",
            StepDetails: { Attempt: 1, Result: "0" },
          },
        ],
      })
    },
    // The whole state on one page, whatever the suite runs with.
    { pageSize: 1_000 },
    { order: 1 },
  )
})

test("markers lead through the pages; MaxItems cuts them", async () => {
  await runByHand(
    async (event, client) => {
      const { DurableExecutionArn } = event
      const CheckpointToken = await store(client, event, 9)
      const request = { DurableExecutionArn, CheckpointToken, MaxItems: 4 }
      const pages: Operation[][] = []
      for await (const page of paginateGetDurableExecutionState({ client }, request)) {
        pages.push(page.Operations ?? [])
      }
      expect(pages.map((page) => page.length)).toEqual([4, 4, 2])
      expect(pages.flat().map(({ Id }) => Id)).toEqual([
        expect.any(String),
        ...Array.from({ length: 9 }, (_, index) => `step-${index}`),
      ])
    },
    { pageSize: 1_000 },
  )
})

test("a marker that was not handed out, or before a checkpoint, is refused", async () => {
  const messages: string[] = []
  await runByHand(async (event, client) => {
    const { DurableExecutionArn } = event
    let CheckpointToken = await store(client, event, 5)
    const read = async (Marker?: string): Promise<string | undefined> => {
      const request = { DurableExecutionArn, CheckpointToken, MaxItems: 2, Marker }
      return (await client.send(new GetDurableExecutionStateCommand(request))).NextMarker
    }
    const marker = await read()
    expect(await read(marker)).toBeDefined()
    const poll = { DurableExecutionArn, CheckpointToken }
    const answer = await client.send(new CheckpointDurableExecutionCommand(poll))
    CheckpointToken = answer.CheckpointToken ?? ""
    for (const wrong of [marker, "bm9uZQ=="]) {
      const error = await expectRejection(read(wrong), InvalidParameterValueException)
      messages.push(error.message)
    }
  })
  expect(messages).toEqual(["Invalid Marker", "Invalid Marker"])
})

test("a token that is not the current one is refused, as is one that is none", async () => {
  await runByHand(async (event, client) => {
    await store(client, event, 1)
    const { DurableExecutionArn, CheckpointToken } = event
    const stale = { DurableExecutionArn, CheckpointToken }
    const error = await expectRejection(
      client.send(new GetDurableExecutionStateCommand(stale)),
      InvalidParameterValueException,
    )
    expect(error).toMatchObject({
      message: "Invalid checkpoint token",
      $metadata: { httpStatusCode: 400 },
    })
    const shapeless = { DurableExecutionArn, CheckpointToken: "no token!" }
    await expect(client.send(new GetDurableExecutionStateCommand(shapeless))).rejects.toMatchObject(
      { name: "ValidationException" },
    )
  })
})

test("more than 1,000 items a page is a ValidationException", async () => {
  await runByHand(async (event, client) => {
    const { DurableExecutionArn, CheckpointToken } = event
    const request = { DurableExecutionArn, CheckpointToken, MaxItems: 1_001 }
    await expect(client.send(new GetDurableExecutionStateCommand(request))).rejects.toMatchObject({
      name: "ValidationException",
      message:
        "1 validation error detected: Value '1001' at 'maxItems' failed to satisfy constraint: " +
        "Member must have value less than or equal to 1000",
    })
  })
})
