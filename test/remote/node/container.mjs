// A container of SAM, as small as it can be: Lambda's runtime interface emulator in front of a handler.
import { createServer } from "node:http"

const [, , path] = process.argv
const at = path.lastIndexOf(".")
const handler = (await import(`./${path.slice(0, at)}.mjs`))[path.slice(at + 1)]

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  if (request.url !== "/2015-03-31/functions/function/invocations") {
    response.writeHead(404).end()
    return
  }
  const context = { awsRequestId: "r-1", getRemainingTimeInMillis: () => 900_000 }
  try {
    const output = await handler(JSON.parse(Buffer.concat(chunks).toString()), context)
    response.end(JSON.stringify(output ?? null))
  } catch ({ name, message, stack = "" }) {
    response.writeHead(200, { "x-amz-function-error": "Unhandled" })
    const stackTrace = stack.split("\n").slice(1)
    response.end(JSON.stringify({ errorType: name, errorMessage: message, stackTrace }))
  }
})
server.listen(0, "127.0.0.1", () => console.log(`listens ${server.address().port}`))
