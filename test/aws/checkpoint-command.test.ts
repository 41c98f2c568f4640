import {
  CheckpointDurableExecutionCommand,
  InvalidParameterValueException,
  type OperationUpdate,
} from "@aws-sdk/client-lambda"
import { expect, test } from "vitest"
import { expectRejection } from "../runner/expect-error.ts"
import { runByHand } from "./by-hand.ts"

const startOf = (Id: string, rest: object): OperationUpdate => ({
  Id,
  Action: "START",
  Type: "STEP",
  ...rest,
})

const EVERY_KIND: OperationUpdate[] = [
  startOf("ctx", { Type: "CONTEXT", Name: "outer", SubType: "RunInChildContext" }),
  startOf("step", { ParentId: "ctx", Name: "charge", SubType: "Step" }),
  {
    Id: "step",
    Type: "STEP",
    Action: "RETRY",
    Error: { ErrorType: "Declined", ErrorMessage: "no funds", ErrorData: "{}", StackTrace: ["at"] },
    StepOptions: { NextAttemptDelaySeconds: 30 },
  },
  startOf("wait", { Type: "WAIT", WaitOptions: { WaitSeconds: 60 } }),
  startOf("callback", {
    Type: "CALLBACK",
    CallbackOptions: { TimeoutSeconds: 90, HeartbeatTimeoutSeconds: 45 },
  }),
  startOf("invoke", {
    Type: "CHAINED_INVOKE",
    Payload: "{}",
    ChainedInvokeOptions: { FunctionName: "nowhere" },
  }),
]

test("CheckpointDurableExecution answers the next token and every operation it changed", async () => {
  const answers: unknown[] = []
  await runByHand(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const { $metadata, ...answer } = await client.send(
      new CheckpointDurableExecutionCommand({
        DurableExecutionArn,
        CheckpointToken,
        Updates: EVERY_KIND,
      }),
    )
    expect($metadata.httpStatusCode).toBe(200)
    expect(answer.CheckpointToken).not.toBe(CheckpointToken)
    answers.push(answer)
  })
  const StartTimestamp = new Date("2026-01-01T00:00:00Z")
  expect(answers).toEqual([
    {
      CheckpointToken: expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/),
      NewExecutionState: {
        Operations: [
          {
            Id: "ctx",
            Name: "outer",
            Type: "CONTEXT",
            SubType: "RunInChildContext",
            StartTimestamp,
            Status: "STARTED",
            ContextDetails: {},
          },
          {
            Id: "step",
            ParentId: "ctx",
            Name: "charge",
            Type: "STEP",
            SubType: "Step",
            StartTimestamp,
            Status: "PENDING",
            StepDetails: {
              Attempt: 1,
              NextAttemptTimestamp: new Date("2026-01-01T00:00:30Z"),
              Error: {
                ErrorType: "Declined",
                ErrorMessage: "no funds",
                ErrorData: "{}",
                StackTrace: ["at"],
              },
            },
          },
          {
            Id: "wait",
            Type: "WAIT",
            StartTimestamp,
            Status: "STARTED",
            WaitDetails: { ScheduledEndTimestamp: new Date("2026-01-01T00:01:00Z") },
          },
          {
            Id: "callback",
            Type: "CALLBACK",
            StartTimestamp,
            Status: "STARTED",
            CallbackDetails: { CallbackId: expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/) },
          },
          {
            Id: "invoke",
            Type: "CHAINED_INVOKE",
            StartTimestamp,
            EndTimestamp: StartTimestamp,
            Status: "FAILED",
            ChainedInvokeDetails: {
              Error: {
                ErrorType: "ResourceNotFoundException",
                ErrorMessage:
                  "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nowhere:$LATEST",
              },
            },
          },
        ],
      },
    },
  ])
})

test("a checkpoint without updates is a poll: it answers what has changed meanwhile", async () => {
  const execution = await runByHand(async ({ DurableExecutionArn, ...event }, client) => {
    const first = await client.send(
      new CheckpointDurableExecutionCommand({
        DurableExecutionArn,
        CheckpointToken: event.CheckpointToken,
        Updates: [startOf("wait", { Type: "WAIT", WaitOptions: { WaitSeconds: 60 } })],
      }),
    )
    await new Promise((resolve) => setTimeout(resolve, 60_500))
    const { CheckpointToken } = first
    const poll = await client.send(
      new CheckpointDurableExecutionCommand({ DurableExecutionArn, CheckpointToken }),
    )
    const [wait] = poll.NewExecutionState?.Operations ?? []
    expect(wait).toMatchObject({
      Status: "SUCCEEDED",
      EndTimestamp: new Date("2026-01-01T00:01:00Z"),
    })
  })
  expect(execution.status).toBe("SUCCEEDED")
})

test("the same client token and checkpoint token repeat the answer and change nothing", async () => {
  const execution = await runByHand(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const checkpoint = async (ClientToken: string): Promise<object> => {
      const { $metadata: _metadata, ...answer } = await client.send(
        new CheckpointDurableExecutionCommand({
          DurableExecutionArn,
          CheckpointToken,
          ClientToken,
          Updates: [startOf("step", {})],
        }),
      )
      return answer
    }
    const answer = await checkpoint("mine")
    expect(await checkpoint("mine")).toEqual(answer)
    await expectRejection(checkpoint("other"), InvalidParameterValueException)
  })
  expect(execution.status).toBe("SUCCEEDED")
  expect(execution.history.map(({ EventType }) => EventType)).toEqual([
    "ExecutionStarted",
    "StepStarted",
    "InvocationCompleted",
    "ExecutionSucceeded",
  ])
})

test("a checkpoint that closes the execution answers no token", async () => {
  const execution = await runByHand(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const answer = await client.send(
      new CheckpointDurableExecutionCommand({
        DurableExecutionArn,
        CheckpointToken,
        Updates: [{ Id: "end", Type: "EXECUTION", Action: "SUCCEED", Payload: '"by checkpoint"' }],
      }),
    )
    expect(answer).not.toHaveProperty("CheckpointToken")
    return { Status: "SUCCEEDED", Result: '"ignored"' }
  })
  expect(execution.result).toBe("by checkpoint")
})

test("checkpoints that the service refuses are InvalidParameterValueExceptions, 400", async () => {
  const messages: string[] = []
  await runByHand(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const refuse = async (Updates: OperationUpdate[], token = CheckpointToken): Promise<void> => {
      const error = await expectRejection(
        client.send(
          new CheckpointDurableExecutionCommand({
            DurableExecutionArn,
            CheckpointToken: token,
            Updates,
          }),
        ),
        InvalidParameterValueException,
      )
      expect(error).toMatchObject({ Type: "User", $metadata: { httpStatusCode: 400 } })
      messages.push(error.message)
    }
    await refuse([], "bm9uZQ==")
    await refuse([startOf("a", {}), startOf("a", {})])
    await refuse([startOf("a", { ParentId: "nobody" })])
    await refuse([startOf("a", { Type: "WAIT" })])
    await refuse([{ ...startOf("a", {}), Action: "CANCEL" }])
    await refuse([{ Id: "a", Type: "STEP", Action: "SUCCEED", Payload: "x".repeat(262_145) }])
    await refuse([
      startOf("a", { Type: "CHAINED_INVOKE", ChainedInvokeOptions: { FunctionName: "arn:aws:x" } }),
    ])
  })
  expect(messages).toMatchInlineSnapshot(`
    [
      "Invalid checkpoint token",
      "Cannot update the same operation twice in a single request.",
      "Invalid parent operation id.",
      "Update for WAIT operation requires WaitOptions.",
      "Invalid action for the given operation type.",
      "STEP output payload size must be less than or equal to 262144 bytes.",
      "Invalid function ARN 'arn:aws:x'",
    ]
  `)
})

test("a token used for another execution, or after its invocation, is refused", async () => {
  const tokens: string[] = []
  const first = await runByHand(async ({ CheckpointToken }) => {
    tokens.push(CheckpointToken)
  })
  expect(first.status).toBe("SUCCEEDED")
  await runByHand(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const elsewhere = DurableExecutionArn.replace(/[0-9a-f]{12}$/, "000000000000")
    const messages = []
    for (const request of [
      { DurableExecutionArn: elsewhere, CheckpointToken },
      { DurableExecutionArn, CheckpointToken: `${CheckpointToken.slice(0, -4)}AAAA` },
    ]) {
      const refused = client.send(new CheckpointDurableExecutionCommand(request))
      messages.push((await expectRejection(refused, InvalidParameterValueException)).message)
    }
    expect(messages).toEqual([
      "Checkpoint token is not valid for the durable execution ARN",
      "Invalid checkpoint token",
    ])
  })
})

test("shapes that the API model does not allow are ValidationExceptions, all violations at once", async () => {
  await runByHand(async ({ DurableExecutionArn, CheckpointToken }, client) => {
    const refused = client.send(
      new CheckpointDurableExecutionCommand({
        DurableExecutionArn,
        CheckpointToken,
        Updates: [
          startOf("no id!", {}),
          startOf("wait", { Type: "WAIT", WaitOptions: { WaitSeconds: 0 } }),
        ],
      }),
    )
    const error: unknown = await refused.catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      name: "ValidationException",
      $metadata: { httpStatusCode: 400 },
    })
    expect((error as Error).message).toMatchInlineSnapshot(
      `"2 validation errors detected: Value 'no id!' at 'updates.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+; Value '0' at 'updates.2.member.waitOptions.waitSeconds' failed to satisfy constraint: Member must have value greater than or equal to 1"`,
    )
  })
})
