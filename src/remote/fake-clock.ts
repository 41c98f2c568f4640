import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"

const LIBRARY = "libfaketimeMT.so.1"

/** Gives a process the virtual time, by libfaketime, which reads it from a file whenever it is asked. */
export class FakeClock {
  readonly #folder: string
  readonly #file: string
  readonly #library: string

  constructor(library: string) {
    this.#library = library
    this.#folder = mkdtempSync(join(tmpdir(), "durable-test-runner-"))
    this.#file = join(this.#folder, "now")
    this.set(0)
  }

  set(epochMs: number): void {
    // The library calculates in floating point: the half keeps a millisecond what it is.
    writeFileSync(this.#file, ((epochMs + 0.5) / 1_000).toFixed(4))
  }

  /** The clock for waits (CLOCK_MONOTONIC) stays real: what a program waits for is real. */
  get environment(): Readonly<Record<string, string>> {
    return {
      LD_PRELOAD: [this.#library, process.env["LD_PRELOAD"] ?? ""].filter(Boolean).join(" "),
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_FMT: "%s",
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      FAKETIME_DONT_RESET: "1",
    }
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

const USUAL_FOLDERS = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib"]

/** @throws {InvalidArgumentError} where it is not installed. */
export function findFakeTime(call: string, within: readonly string[] = USUAL_FOLDERS): string {
  const folders = within.flatMap((folder) => [
    join(folder, "faketime"),
    ...foldersIn(folder).map((name) => join(folder, name, "faketime")),
  ])
  const found = folders.map((folder) => join(folder, LIBRARY)).find(isFile)
  if (found !== undefined) return found
  throw new InvalidArgumentError(
    call,
    `clock is "faketime", and ${LIBRARY} is in none of the usual folders of this machine`,
    process.platform === "linux"
      ? "Install it (Debian and Ubuntu: apt-get install libfaketime), or leave clock out: then the process has the real time."
      : `It was tried on Linux only, and this is ${process.platform}. Leave clock out: then the process has the real time.`,
  )
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.includes("linux-"))
  } catch {
    return []
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
