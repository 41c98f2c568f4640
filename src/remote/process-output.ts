import type { Readable } from "node:stream"
import { realSetImmediate } from "../world/clock/real-timers.ts"

/** So much is kept of the last lines, for the message of an error. */
const MOST_LINES = 20
/** A program that writes without end does not hold the world for ever. */
const MOST_TURNS = 1_000

export type StreamName = "stdout" | "stderr"

/** Reads what a process writes, line by line. */
export class ProcessOutput {
  readonly #onLine: (stream: StreamName, line: string) => void
  readonly #rest: Record<StreamName, string> = { stdout: "", stderr: "" }
  readonly #last: string[] = []
  #chunks = 0

  constructor(onLine: (stream: StreamName, line: string) => void) {
    this.#onLine = onLine
  }

  follow(name: StreamName, stream: Readable | null): void {
    stream?.setEncoding("utf8").on("data", (chunk: string) => this.#add(name, chunk))
  }

  /** What it wrote last. */
  get lastLines(): readonly string[] {
    const begun = Object.values(this.#rest).filter((text) => text !== "")
    return [...this.#last, ...begun].slice(-MOST_LINES)
  }

  /**
   * Comes back when all has been read that was written so far. A process writes its lines before it sends
   * its request, and both lie ready in the same turn of the event loop.
   */
  async drained(): Promise<void> {
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      const before = this.#chunks
      await new Promise<void>((resolve) => {
        realSetImmediate(resolve)
      })
      if (this.#chunks === before) return
    }
  }

  /** Nothing follows any more what has been written so far: a line without an end is a line. */
  flush(): void {
    for (const name of ["stdout", "stderr"] as const) {
      const text = this.#rest[name]
      this.#rest[name] = ""
      if (text !== "") this.#tell(name, text)
    }
  }

  #add(name: StreamName, chunk: string): void {
    this.#chunks++
    const lines = (this.#rest[name] + chunk).split("\n")
    this.#rest[name] = lines.pop() ?? ""
    for (const line of lines) this.#tell(name, line)
  }

  #tell(name: StreamName, text: string): void {
    const line = text.endsWith("\r") ? text.slice(0, -1) : text
    if (line.trim() === "") return
    this.#last.push(line)
    if (this.#last.length > MOST_LINES) this.#last.shift()
    this.#onLine(name, line)
  }
}
