// A runtime loop for Lambda, as small as it can be.
const [, , path] = process.argv
const at = path.lastIndexOf(".")
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const post = (where, body) =>
  fetch(`${base}/${where}`, { method: "POST", body: JSON.stringify(body ?? null) })
const told = ({ name, message, stack = "" }) => ({
  errorType: name,
  errorMessage: message,
  stackTrace: stack.split("\n").slice(1),
})

let handler
try {
  handler = (await import(`./${path.slice(0, at)}.mjs`))[path.slice(at + 1)]
} catch (error) {
  await post("init/error", told(error))
  process.exit(1)
}
for (;;) {
  const next = await fetch(`${base}/invocation/next`)
  const event = await next.json()
  const id = next.headers.get("lambda-runtime-aws-request-id")
  const context = {
    awsRequestId: id,
    invokedFunctionArn: next.headers.get("lambda-runtime-invoked-function-arn"),
    getRemainingTimeInMillis: () =>
      Number(next.headers.get("lambda-runtime-deadline-ms")) - Date.now(),
  }
  try {
    await post(`invocation/${id}/response`, await handler(event, context))
  } catch (error) {
    await post(`invocation/${id}/error`, told(error))
  }
}
