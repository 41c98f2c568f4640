import { type ChildProcess, spawn } from "node:child_process"
import type { Readable } from "node:stream"

/** What to start: a program with its arguments, or a line for the shell. */
export type Command = string | readonly string[]

/** How a process has ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it could not be started. */
  readonly error?: Error
}

/**
 * Becomes the program, in a process group of its own, beside a guard. The guard reads a pipe that nobody
 * writes to. The pipe closes when the test process ends, in whatever way, and then the guard kills the group:
 * SIGKILL leaves the test process no chance to do so itself.
 */
const GUARD =
  `(trap '' INT TERM HUP; read -r _ <&3; kill -KILL 0) </dev/null >/dev/null 2>&1 & ` +
  `exec "$@" 3<&-`

const isWindows = process.platform === "win32"

/** Those that live, so that a process that ends in order takes them along. */
const living = new Set<GuardedProcess>()
let endsWithThisProcess = false

/** A child process that keeps nobody alive and outlives nobody. */
export class GuardedProcess {
  readonly #child: ChildProcess
  #exit: Exit | undefined
  readonly #ended: Promise<Exit>

  constructor(command: Command, cwd: string | undefined, env: Readonly<Record<string, string>>) {
    this.#child = start(command, cwd, env)
    this.#ended = new Promise((resolve) => {
      const end = (exit: Exit): void => {
        this.#exit ??= exit
        living.delete(this)
        // What the program has started and left behind ends with it.
        this.#closeGuard()
        resolve(this.#exit)
      }
      this.#child.once("exit", (code, signal) => end({ code, signal }))
      this.#child.once("error", (error) => end({ code: null, signal: null, error }))
    })
    living.add(this)
    if (!endsWithThisProcess) {
      endsWithThisProcess = true
      process.once("exit", () => {
        for (const each of living) each.kill()
      })
    }
    for (const stream of [this.#child, ...this.#child.stdio]) unref(stream)
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get exit(): Exit | undefined {
    return this.#exit
  }

  get ended(): Promise<Exit> {
    return this.#ended
  }

  get stdout(): Readable | null {
    return this.#child.stdout
  }

  get stderr(): Readable | null {
    return this.#child.stderr
  }

  /** Ends it at once, with all that it has started. */
  kill(): void {
    const { pid } = this.#child
    if (this.#exit !== undefined || pid === undefined) return
    try {
      if (isWindows) this.#child.kill("SIGKILL")
      else process.kill(-pid, "SIGKILL")
    } catch {
      // It has ended in this moment.
    }
  }

  #closeGuard(): void {
    const pipe = this.#child.stdio[3]
    if (pipe !== null && pipe !== undefined) pipe.destroy()
  }
}

function start(
  command: Command,
  cwd: string | undefined,
  env: Readonly<Record<string, string>>,
): ChildProcess {
  const options = { env, ...(cwd !== undefined && { cwd }) }
  if (isWindows) {
    const stdio: ("ignore" | "pipe")[] = ["ignore", "pipe", "pipe"]
    if (typeof command === "string") return spawn(command, { ...options, stdio, shell: true })
    const [file = "", ...args] = command
    return spawn(file, args, { ...options, stdio })
  }
  const program = typeof command === "string" ? ["/bin/sh", "-c", command] : command
  return spawn("/bin/sh", ["-c", GUARD, "durable-test-runner", ...program], {
    ...options,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  })
}

/** Sockets and processes can be told not to keep this process alive, though their types do not say so. */
function unref(handle: unknown): void {
  if (typeof handle !== "object" || handle === null || !("unref" in handle)) return
  if (typeof handle.unref === "function") Reflect.apply(handle.unref, handle, [])
}
