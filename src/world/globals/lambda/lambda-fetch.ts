import type { LambdaApi } from "../patch/lambda-api.ts"
import type { Scope } from "../patch/scope.ts"
import { bytesOf, readTarget } from "./http-message.ts"
import { assertNotLambda } from "./lambda-guard.ts"

type FetchArguments = Parameters<typeof fetch>

/** A `fetch` from an endpoint of Lambda: the simulated service of the run answers in its place. */
export async function fetchFromLambda(scope: Scope, args: FetchArguments): Promise<Response> {
  const request = new Request(...args)
  const { lambdaApi } = scope
  if (lambdaApi === undefined) assertNotLambda(new URL(request.url).hostname)
  const { signal } = request
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true })
    answer(lambdaApi as LambdaApi, request).then(resolve, (error: unknown) => {
      scope.fail?.(error as Error)
      reject(error)
    })
  })
}

async function answer(api: LambdaApi, request: Request): Promise<Response> {
  const { method, url, headers } = request
  const { pathname, search } = new URL(url)
  const response = await api({
    method,
    ...readTarget(pathname + search),
    headers: Object.fromEntries(headers),
    body: new Uint8Array(await request.arrayBuffer()),
  })
  return new Response(await bytesOf(response.body), {
    status: response.statusCode,
    headers: response.headers,
  })
}
