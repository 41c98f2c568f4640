import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { AwsCli, hasAws } from "../support/aws-cli.ts"
import { temporaryFolder } from "../support/temporary-folder.ts"
import { newRunner, order } from "./order.ts"

const runner = newRunner()
const endpoint = await runner.listen()
const folder = temporaryFolder()
const aws = new AwsCli(endpoint.url, folder)

afterAll(() => runner.close())

describe.skipIf(!hasAws)("the AWS CLI", { timeout: 120_000 }, () => {
  test("reads, answers, stops and invokes, and shows each error by its name", async () => {
    const execution = runner.start(order, { id: "o-1" })
    const { id } = await execution.untilCallback("approve")
    const stopped = runner.start(order, { id: "o-2" })
    const failed = runner.start(order, { id: "o-3" })
    await stopped.untilCallback("approve")
    const { id: failedId } = await failed.untilCallback("approve")
    const arn = ["--durable-execution-arn", execution.arn]

    const [read, history, list] = await Promise.all([
      aws.json("get-durable-execution", ...arn),
      aws.json("get-durable-execution-history", ...arn, "--include-execution-data"),
      aws.json("list-durable-executions-by-function", "--function-name", "order"),
      aws.json("send-durable-execution-callback-heartbeat", "--callback-id", id),
    ])
    expect(read).toMatchObject({ Status: "RUNNING", InputPayload: '{"id":"o-1"}' })
    expect(history["Events"]).toHaveLength(execution.snapshot().history.length)
    expect(list["DurableExecutions"]).toHaveLength(3)

    const succeed = [
      ...["send-durable-execution-callback-success", "--result", aws.blob("result", "cli")],
      "--callback-id",
    ]
    const error = ["--error", "ErrorType=Refused,ErrorMessage=too dear"]
    await Promise.all([
      aws.json(...succeed, id),
      aws.json("send-durable-execution-callback-failure", "--callback-id", failedId, ...error),
      aws.json("stop-durable-execution", "--durable-execution-arn", stopped.arn, ...error),
    ])
    expect((await execution.result()).result).toEqual({ id: "o-1", approval: "cli" })
    expect((await failed.result()).error?.ErrorMessage).toBe("too dear")
    expect(stopped.status).toBe("STOPPED")

    runner.registerFunction("price", (event: { id: string }) => ({ price: event.id }), {
      durable: false,
    })
    const output = join(folder, "output.json")
    const payload = aws.blob("payload", '{"id":"p-1"}')
    const invoked = ["--function-name", "price", "--payload", payload]
    const [unknown, closed, malformed, nobody, route] = await Promise.all([
      aws.refused("get-durable-execution", "--durable-execution-arn", `${execution.arn}x`),
      aws.refused(...succeed, id),
      aws.refused(...succeed, "YQ=="),
      aws.refused("invoke", "--function-name", "nobody", join(folder, "nothing.json")),
      aws.refused("list-functions"),
      aws.json("invoke", ...invoked, output),
    ])
    expect([unknown, closed, malformed, nobody, route]).toEqual([
      "ResourceNotFoundException",
      "CallbackTimeoutException",
      "InvalidParameterValueException",
      "ResourceNotFoundException",
      "UnknownOperationException",
    ])
    expect(JSON.parse(readFileSync(output, "utf8"))).toEqual({ price: "p-1" })
  })
})
