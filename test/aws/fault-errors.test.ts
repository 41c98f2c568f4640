import {
  GetDurableExecutionCommand,
  KMSAccessDeniedException,
  KMSDisabledException,
  KMSInvalidStateException,
  KMSNotFoundException,
  LambdaClient,
  ServiceException,
  TooManyRequestsException,
} from "@aws-sdk/client-lambda"
import { withDurableExecution } from "@aws/durable-execution-sdk-js"
import { DurableTestRunner } from "durable-test-runner"
import { expect, test } from "vitest"
import type { SimulatedEndpoint } from "../../src/runner/lambda-api/endpoint.ts"
import { SimulatedTransport } from "../../src/runner/lambda-api/simulated-transport.ts"
import { partsOf } from "../../src/runner/runner-parts.ts"
import { faultError, type FaultName } from "../../src/service/wire/fault-errors.ts"
import { expectRejection } from "../runner/expect-error.ts"

const arn = `arn:aws:lambda:us-east-1:123456789012:function:f:$LATEST/durable-execution/n/${"0".repeat(8)}`

/** A client of a service that answers every call with a fault, as often as `faults` says. */
function faultyClient(name: FaultName, faults = Infinity, maxAttempts = 1): LambdaClient {
  let left = faults
  const endpoint: SimulatedEndpoint = {
    callService: async () => {
      if (left-- > 0) throw faultError(name)
      return { Status: "RUNNING" } as never
    },
    invokeFunction: async () => {
      throw faultError(name)
    },
  }
  return new LambdaClient({
    region: "us-east-1",
    credentials: { accessKeyId: "simulated", secretAccessKey: "simulated" },
    maxAttempts,
    requestHandler: new SimulatedTransport(endpoint),
  })
}

const get = new GetDurableExecutionCommand({ DurableExecutionArn: arn })

test("TooManyRequestsException has its reason and when to try again, 429", async () => {
  const refused = faultyClient("TooManyRequestsException").send(get)
  expect(await expectRejection(refused, TooManyRequestsException)).toMatchObject({
    name: "TooManyRequestsException",
    message: "Rate exceeded",
    Type: "User",
    Reason: "CallerRateLimitExceeded",
    retryAfterSeconds: "1",
    $fault: "client",
    $metadata: { httpStatusCode: 429 },
  })
})

test("ServiceException is the service's own fault, 500", async () => {
  const refused = faultyClient("ServiceException").send(get)
  expect(await expectRejection(refused, ServiceException)).toMatchObject({
    name: "ServiceException",
    message: "Service encountered an internal error",
    Type: "Service",
    $fault: "server",
    $metadata: { httpStatusCode: 500 },
  })
})

const KMS = [
  ["KMSAccessDeniedException", KMSAccessDeniedException, "KMS access was denied"],
  ["KMSDisabledException", KMSDisabledException, "the KMS key used is disabled"],
  ["KMSInvalidStateException", KMSInvalidStateException, "the KMS key has an invalid state"],
  ["KMSNotFoundException", KMSNotFoundException, "the KMS key was not found"],
] as const

test.each(KMS)("%s says what is wrong with the key, 502", async (name, errorClass, text) => {
  const error = await expectRejection<Error>(faultyClient(name).send(get), errorClass)
  expect(error).toMatchObject({
    name,
    message: `Lambda was unable to decrypt the data because ${text}.`,
    Type: "Service",
    $fault: "server",
    $metadata: { httpStatusCode: 502 },
  })
})

test("inside a run the client retries faults in virtual time, and waits as it is told to", async () => {
  const client = faultyClient("TooManyRequestsException", 2, 3)
  const handler = withDurableExecution((_event: unknown, context) =>
    context.step("ask", async () => {
      const before = Date.now()
      const { Status, $metadata } = await client.send(get)
      return { Status, attempts: $metadata.attempts, waitedMs: Date.now() - before }
    }),
  )
  const { result } = await new DurableTestRunner().run(handler)
  expect(result).toMatchObject({ Status: "RUNNING", attempts: 3 })
  expect((result as { waitedMs: number }).waitedMs).toBeGreaterThanOrEqual(2_000)
})

/** The exceptions whose text the API model spells with a capital letter. */
const MEMBERS: [FaultName, string][] = [
  ["TooManyRequestsException", "message"],
  ["ServiceException", "Message"],
  ["KMSDisabledException", "Message"],
]

test.each(MEMBERS)("on the wire the text of a %s is its member %s", async (name, member) => {
  const transport = new SimulatedTransport({
    callService: async () => {
      throw faultError(name)
    },
    invokeFunction: async () => {
      throw faultError(name)
    },
  })
  const path = `/2025-12-01/durable-executions/${encodeURIComponent(arn)}`
  const { response } = await transport.handle({ method: "GET", path, headers: {} })
  expect(response.headers["x-amzn-errortype"]).toBe(name)
  const body = JSON.parse(Buffer.concat(await response.body.toArray()).toString()) as object
  expect(Object.keys(body)).toContain(member)
})

test("a body that is not JSON object is a SerializationException, 400", async () => {
  const transport = new SimulatedTransport(partsOf(new DurableTestRunner()).serviceCalls)
  const path = `/2025-12-01/durable-executions/${encodeURIComponent(arn)}/checkpoint`
  for (const body of ["{", "[]", "null", '"text"']) {
    const { response } = await transport.handle({ method: "POST", path, headers: {}, body })
    expect(response.statusCode).toBe(400)
    expect(response.headers["x-amzn-errortype"]).toBe("SerializationException")
  }
})
