import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll } from "vitest"

/** A bank that functions of other processes charge over HTTP. Call it outside of tests. */
export function fakeBank(): { readonly charges: string[]; readonly url: () => string } {
  const charges: string[] = []
  const server = createServer((request, response) => {
    request.setEncoding("utf8")
    request.on("data", (amount: string) => charges.push(amount))
    request.on("end", () => response.end())
  })
  beforeAll(async () => {
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve)
    })
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })
  return { charges, url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
