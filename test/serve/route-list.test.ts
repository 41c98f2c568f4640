import { expect, test } from "vitest"
import { ROUTES } from "../../src/runner/lambda-api/routes.ts"
import { serving } from "./serving.ts"

interface Listed {
  readonly routes: readonly {
    readonly method: string
    readonly path: string
    readonly name: string
  }[]
}

async function listed(url: string): Promise<Listed["routes"]> {
  const response = await fetch(`${url}/`, { headers: { accept: "application/json" } })
  expect(response.headers.get("content-type")).toBe("application/json")
  return ((await response.json()) as Listed).routes
}

test("GET / lists all routes as text, and HEAD has the same headers", async () => {
  const { url, requests } = await serving({})
  const response = await fetch(url)
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8")
  const text = await response.text()
  expect(text).toMatchInlineSnapshot(`
    "durable-test-runner serve

    Routes of the server:
      GET   /                                                                this list; as JSON with Accept: application/json
      GET   /health                                                          the clock of the server, and its time
      POST  /advance                                                         lets time pass: { "duration": "24h" }
      POST  /start-durable-execution                                         starts an execution, for SAM: { "FunctionName": "order", "Input": "{}" }
      PUT   /lambda-endpoint                                                 where functions are that the server does not have: { "EndpointUrl": "http://..." }

    The API of AWS Lambda, for an AWS SDK or the AWS CLI with this endpoint:
      POST  /2015-03-31/functions/{FunctionName}/invocations                 Invoke
      POST  /2025-12-01/durable-executions/{DurableExecutionArn}/checkpoint  CheckpointDurableExecution
      GET   /2025-12-01/durable-executions/{DurableExecutionArn}/state       GetDurableExecutionState
      GET   /2025-12-01/durable-executions/{DurableExecutionArn}             GetDurableExecution
      GET   /2025-12-01/durable-executions/{DurableExecutionArn}/history     GetDurableExecutionHistory
      GET   /2025-12-01/functions/{FunctionName}/durable-executions          ListDurableExecutionsByFunction
      POST  /2025-12-01/durable-executions/{DurableExecutionArn}/stop        StopDurableExecution
      POST  /2025-12-01/durable-execution-callbacks/{CallbackId}/succeed     SendDurableExecutionCallbackSuccess
      POST  /2025-12-01/durable-execution-callbacks/{CallbackId}/fail        SendDurableExecutionCallbackFailure
      POST  /2025-12-01/durable-execution-callbacks/{CallbackId}/heartbeat   SendDurableExecutionCallbackHeartbeat
    "
  `)
  const head = await fetch(url, { method: "HEAD" })
  expect(head.status).toBe(200)
  expect(head.headers.get("content-length")).toBe(String(text.length))
  expect(await head.text()).toBe("")
  expect(requests.map(({ command, status }) => [command, status])).toEqual([
    ["ListRoutes", 200],
    ["ListRoutes", 200],
  ])
})

test("as JSON it has each command of the API and each route of the server", async () => {
  const { url } = await serving({})
  const routes = await listed(url)
  const names = routes.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(ROUTES.map(({ command }) => command)))
  expect(names).toEqual(expect.arrayContaining(["ListRoutes", "Health", "Advance"]))
  expect(routes.every(({ path }) => /^\/[\w{}/-]*$/u.test(path))).toBe(true)
})

test("each path that it lists is known, and refuses other methods with those that it takes", async () => {
  const { url } = await serving({})
  const methods = Map.groupBy(await listed(url), ({ path }) => path)
  for (const [path, routes] of methods) {
    const own = routes.map(({ method }) => method)
    const allowed = path === "/" || path === "/health" ? ["GET", "HEAD"] : own
    for (const method of ["PATCH", "DELETE", "OPTIONS"]) {
      const response = await fetch(`${url}${path}`, { method })
      expect([response.status, response.headers.get("allow")]).toEqual([405, allowed.join(", ")])
      expect(response.headers.get("x-amzn-errortype")).toBe("MethodNotAllowedException")
    }
  }
})

test.for([
  ["POST", "/health", "GET, HEAD"],
  ["GET", "/advance", "POST"],
  ["HEAD", "/advance", "POST"],
  ["POST", "/", "GET, HEAD"],
  ["GET", "/2015-03-31/functions/order/invocations", "POST"],
  ["POST", "/2025-12-01/durable-executions/arn/history", "GET"],
] as const)("%s %s is refused", async ([method, path, allowed]) => {
  const { url } = await serving({})
  const response = await fetch(`${url}${path}`, { method })
  expect([response.status, response.headers.get("allow")]).toEqual([405, allowed])
  const { message } = method === "HEAD" ? {} : ((await response.json()) as { message?: string })
  if (method === "HEAD") return
  expect(message).toBe(
    `Failed to send ${method} ${path}: the path takes ${allowed}. GET / lists all routes.`,
  )
})

test("HEAD /health is answered without a body", async () => {
  const { url } = await serving({})
  const response = await fetch(`${url}/health`, { method: "HEAD" })
  expect([response.status, await response.text()]).toEqual([200, ""])
})

test.for(["/unknown", "/health/", "/2025-12-01/durable-executions"])(
  "%s is no route, with any method",
  async (path) => {
    const { url } = await serving({})
    for (const method of ["GET", "POST", "HEAD"]) {
      expect((await fetch(`${url}${path}`, { method })).status).toBe(404)
    }
  },
)
