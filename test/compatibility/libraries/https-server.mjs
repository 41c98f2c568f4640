import { createServer } from "node:https"
import { setDefaultCACertificates, getCACertificates } from "node:tls"
import { generate } from "selfsigned"
import { textOf } from "./shared.mjs"

/**
 * A server in the process of the test that echoes over TLS. Its certificate is made here and signs
 * itself; the clients of this process trust it.
 */
export async function serveEcho() {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], {
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  })
  setDefaultCACertificates([...getCACertificates("default"), cert])
  const server = createServer({ cert, key }, (request, response) => {
    const echo = (text) => {
      response.setHeader("content-type", "application/json")
      response.end(text)
    }
    // A client may give up before it has sent all.
    textOf(request).then(echo, () => response.destroy())
  })
  await new Promise((done) => server.listen(0, "localhost", done))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `https://localhost:${server.address().port}`, close }
}
