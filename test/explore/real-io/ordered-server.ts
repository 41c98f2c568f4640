import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** Turns of the event loop without another request, after which none is waited for. */
const PATIENCE = 20

interface Held {
  readonly path: string
  readonly response: ServerResponse
}

/**
 * A server that holds its responses until `together` requests have come, or no other comes, and then sends
 * them one after the other: each once the one before has reached its client. Every second time it sends them
 * in reverse.
 */
export class OrderedServer {
  readonly #together: number
  readonly #server: Server
  readonly #answer: (path: string, place: number) => string
  #held: Held[] = []
  #groups = 0
  #turns = 0

  /** @param answer the body of a response, by the path and its place among those that are sent together. */
  constructor(together: number, answer: (path: string, place: number) => string) {
    this.#together = together
    this.#answer = answer
    this.#server = createServer((request, response) => {
      this.#held.push({ path: request.url ?? "", response })
      this.#turns = 0
      if (this.#held.length === this.#together) this.#sendAll()
      else if (this.#held.length === 1) this.#wait()
    })
  }

  /** @returns its URL. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve)
    })
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => {
      this.#server.close(resolve)
    })
  }

  #wait(): void {
    setImmediate(() => {
      if (this.#held.length === 0) return
      if (++this.#turns < PATIENCE) this.#wait()
      else this.#sendAll()
    })
  }

  #sendAll(): void {
    const byPath = this.#held.toSorted((left, right) => left.path.localeCompare(right.path))
    const held = this.#groups++ % 2 === 0 ? byPath : byPath.toReversed()
    this.#held = []
    const send = (index: number): void => {
      const next = held[index]
      if (next === undefined) return
      next.response.setHeader("connection", "close")
      // The client closes the connection once it has all of it.
      next.response.once("close", () => send(index + 1))
      next.response.end(this.#answer(next.path, index))
    }
    send(0)
  }
}
