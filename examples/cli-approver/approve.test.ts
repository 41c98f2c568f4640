import { execFile, spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { DurableTestRunner, type Execution } from "durable-test-runner"
import { describe, expect, it } from "vitest"

import { handler } from "./order.ts"

const script = fileURLToPath(new URL("approve.sh", import.meta.url))

/** An older AWS CLI does not know the command, and says so instead of naming what is missing. */
const { stderr } = spawnSync("aws", ["lambda", "stop-durable-execution"], { encoding: "utf8" })
const hasAws = (stderr ?? "").includes("--durable-execution-arn")

if (!hasAws) console.warn("No AWS CLI that knows durable functions: the approver is not run.")

/** Runs an order, with the script as whoever approves it. */
const runApproved = async (amount: number): Promise<Execution> => {
  const runner = new DurableTestRunner()
  const { url } = await runner.listen()
  try {
    const execution = runner.start(handler, { id: "o-1", amount })
    const { id } = await execution.untilCallback("approve")
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL_LAMBDA: url,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "any",
      AWS_SECRET_ACCESS_KEY: "any",
    }
    await promisify(execFile)(script, [id, String(amount)], { env })
    return await execution.result()
  } finally {
    await runner.close()
  }
}

describe.skipIf(!hasAws)("an approver that is a shell script around the AWS CLI", () => {
  it("approves what is cheap and refuses what is dear", async () => {
    const [cheap, dear] = await Promise.all([runApproved(10), runApproved(5_000)])
    expect(cheap.result).toEqual({ id: "o-1", approval: "approved by script" })
    expect(cheap.durationMs).toBeGreaterThanOrEqual(7 * 86_400_000)
    expect(dear.status).toBe("FAILED")
    expect(dear.error?.ErrorMessage).toBe("5000 is above 1000")
  })
})
