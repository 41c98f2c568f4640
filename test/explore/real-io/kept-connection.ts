import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net"

/** Turns of the event loop without another request, after which none is waited for. */
const PATIENCE = 20

/**
 * A connection that stays open, as those of a pool of a database do: what is under way on it cannot be seen.
 * The server answers two requests at once, every second time in reverse.
 */
export class KeptConnection {
  readonly #server: Server
  readonly #waiting: Map<string, () => void> = new Map()
  #socket: Socket | undefined
  #held: string[] = []
  #groups = 0
  #turns = 0
  #ids = 0

  constructor() {
    this.#server = createServer((socket) => {
      socket.on("data", (data) => {
        const isFirst = this.#held.length === 0
        this.#held.push(...linesOf(data))
        this.#turns = 0
        if (isFirst) this.#wait(socket)
      })
    })
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, "127.0.0.1", resolve)
    })
    const { port } = this.#server.address() as AddressInfo
    const socket = connect(port, "127.0.0.1")
    await new Promise<void>((resolve) => {
      socket.once("connect", resolve)
    })
    socket.on("data", (data) => {
      for (const id of linesOf(data)) this.#waiting.get(id)?.()
    })
    this.#socket = socket
  }

  async close(): Promise<void> {
    this.#socket?.destroy()
    await new Promise((resolve) => {
      this.#server.close(resolve)
    })
  }

  async ask(): Promise<void> {
    const id = String(this.#ids++)
    await new Promise<void>((resolve) => {
      this.#waiting.set(id, resolve)
      this.#socket?.write(`${id}\n`)
    })
  }

  #wait(socket: Socket): void {
    setImmediate(() => {
      if (this.#held.length < 2 && ++this.#turns < PATIENCE) return this.#wait(socket)
      const held = this.#groups++ % 2 === 0 ? this.#held : this.#held.toReversed()
      this.#held = []
      for (const id of held) socket.write(`${id}\n`)
    })
  }
}

function linesOf(data: Buffer): string[] {
  return data.toString().trim().split("\n")
}
