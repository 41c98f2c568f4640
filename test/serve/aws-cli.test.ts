import { readFileSync } from "node:fs"
import { join } from "node:path"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { describe, expect, test } from "vitest"
import { AwsCli, hasAws } from "../support/aws-cli.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { order } from "../endpoint/order.ts"
import { durable, plain, serving } from "./serving.ts"

const folder = temporaryFolder()

const sleeper = withDurableExecution(async (event: { id: string }, context) => {
  await context.wait("sleep", { days: 30 })
  return event.id
})

describe.skipIf(!hasAws)("the AWS CLI with serve", { timeout: 120_000 }, () => {
  test("invokes, reads, answers and stops, and shows each error by its name", async () => {
    const { url, waiting, untilEnded, ended, requests } = await serving({
      functions: [
        durable("order", order),
        durable("sleep", sleeper),
        plain("price", (event: { sku: string }) => ({ [event.sku]: 42 })),
      ],
    })
    const aws = new AwsCli(url, folder)
    const output = (name: string): string => join(folder, name)
    const outputOf = (name: string): unknown => JSON.parse(readFileSync(output(name), "utf8"))
    const payload = ["--payload", aws.blob("payload", '{"id":"o-1","sku":"a"}')]
    const event = ["--invocation-type", "Event", ...payload]
    const durableName = (name: string): string[] => ["--durable-execution-name", name]
    const to = (name: string): string[] => ["invoke", "--function-name", name]

    await aws.json(...to("sleep:$LATEST"), ...payload, output("slept"))
    await aws.json(...to("price"), ...payload, output("priced"))
    expect([outputOf("slept"), outputOf("priced")]).toEqual(["o-1", { a: 42 }])

    const arns: string[] = []
    for (const name of ["first", "second", "third"]) {
      const started = await aws.json(
        ...to("order"),
        ...["--qualifier", "$LATEST", ...event, ...durableName(name), output(name)],
      )
      arns.push(String(started["DurableExecutionArn"]))
    }
    const again = await aws.json(
      ...to("order:$LATEST"),
      ...event,
      ...durableName("first"),
      output("4"),
    )
    expect(again).toMatchObject({ StatusCode: 202, DurableExecutionArn: arns[0] })
    const ids = await waiting(3)
    const arn = (index: number): string[] => ["--durable-execution-arn", arns[index] ?? ""]

    const [read, history, list] = await Promise.all([
      aws.json("get-durable-execution", ...arn(0)),
      aws.json("get-durable-execution-history", ...arn(0), "--include-execution-data"),
      aws.json("list-durable-executions-by-function", "--function-name", "order"),
      aws.json("send-durable-execution-callback-heartbeat", "--callback-id", ids[0] ?? ""),
    ])
    expect(read).toMatchObject({ Status: "RUNNING", InputPayload: '{"id":"o-1","sku":"a"}' })
    expect(history["Events"]).toContainEqual(
      expect.objectContaining({ EventType: "CallbackStarted" }),
    )
    expect(list["DurableExecutions"]).toHaveLength(3)

    const error = ["--error", "ErrorType=Refused,ErrorMessage=too dear"]
    const success = "send-durable-execution-callback-success"
    const succeed = [success, "--result", aws.blob("result", "cli"), "--callback-id"]
    await Promise.all([
      aws.json(...succeed, ids[0] ?? ""),
      aws.json("send-durable-execution-callback-failure", "--callback-id", ids[1] ?? "", ...error),
      aws.json("stop-durable-execution", ...arn(2), ...error),
    ])
    await untilEnded(4)
    const statuses = new Map(ended.map(({ arn: each, status }) => [each, status]))
    expect(arns.map((each) => statuses.get(each))).toEqual(["SUCCEEDED", "FAILED", "STOPPED"])
    expect(await aws.json("get-durable-execution", ...arn(0))).toMatchObject({
      Result: '{"id":"o-1","approval":"cli"}',
    })

    const nothing = output("nothing")
    const other = ["--payload", aws.blob("other", "{}"), ...durableName("first")]
    expect(
      await Promise.all([
        aws.refused("get-durable-execution", "--durable-execution-arn", `${arns[0]}x`),
        aws.refused(...succeed, ids[0] ?? ""),
        aws.refused(...succeed, "YQ=="),
        aws.refused(...to("nobody"), nothing),
        aws.refused(...to("order"), nothing),
        aws.refused(...to("order:$LATEST"), ...other, nothing),
        aws.refused(...to("price"), "--payload", aws.blob("text", "{"), nothing),
        aws.refused("list-functions"),
      ]),
    ).toEqual([
      "ResourceNotFoundException",
      "CallbackTimeoutException",
      "InvalidParameterValueException",
      "ResourceNotFoundException",
      "InvalidParameterValueException",
      "DurableExecutionAlreadyStartedException",
      "InvalidRequestContentException",
      "UnknownOperationException",
    ])
    // A client repeats none of them.
    expect(requests.filter(({ status }) => status >= 400)).toHaveLength(8)
  })
})
