import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { FailureStoreError } from "./failure-store-error.ts"
import { formatFailures, parseFailures, type StoredFailure } from "./stored-failure.ts"
import { Schedule } from "../../schedule/schedule.ts"
import { showValue } from "../../text/values/show-value.ts"
import { fileSlug } from "../../text/values/file-slug.ts"

/** More are of no use: each is tried again before anything else is. */
const MOST_FAILURES = 20

const LONGEST_SLUG = 60

/**
 * The failures that explorations of one name have found, in a file of that name, the newest first. The
 * next exploration tries them first (the idea of Hypothesis' example database), so that a failure stays
 * found until it is fixed, whatever the seed.
 *
 * It is up to the team whether the files are committed: they are the same on every machine and made to
 * be reviewed. Nothing is written to a `.gitignore`.
 *
 * A file is replaced as a whole, so that whoever reads it sees the one or the other. Of two processes
 * that save failures of the same name at the same moment, the last one wins.
 */
export class FailureStore {
  readonly file: string
  readonly #directory: string
  readonly #name: string

  /** The directory is made when the first failure is saved. */
  constructor(directory: string, name: string) {
    this.file = join(directory, `${toFileName(name)}.json`)
    this.#directory = directory
    this.#name = name
  }

  /** @throws {FailureStoreError} if there is a file that is none of this store's. */
  load(): readonly StoredFailure[] {
    const text = this.#read()
    return text === undefined ? [] : parseFailures(this.file, this.#name, text)
  }

  /**
   * The schedules of stored failures, in their order.
   *
   * @throws {FailureStoreError} for one that was edited, so that its checksum does not hold any more.
   */
  schedulesOf(failures: readonly StoredFailure[]): Schedule[] {
    return failures.map(({ schedule }, index) => {
      try {
        return Schedule.parse(schedule)
      } catch (error) {
        const reason = error instanceof Error ? error.message : showValue(error)
        const problem = `the schedule of failure ${index + 1} cannot be read (${reason})`
        throw FailureStoreError.unreadable(this.file, problem, error)
      }
    })
  }

  /**
   * Puts a failure in front. One with the same schedule is replaced, and the oldest goes if there are
   * too many.
   *
   * @throws {FailureStoreError} as `load` does, and then nothing is written.
   */
  save(failure: StoredFailure): void {
    const others = this.load().filter(({ schedule }) => schedule !== failure.schedule)
    this.#write([failure, ...others].slice(0, MOST_FAILURES))
  }

  /**
   * Drops a failure that does not happen any more; the file goes with the last one.
   *
   * @throws {FailureStoreError} as `load` does, and then nothing is dropped.
   */
  forget(schedule: string): void {
    const failures = this.load()
    const left = failures.filter((failure) => failure.schedule !== schedule)
    if (left.length === failures.length) return
    if (left.length > 0) this.#write(left)
    else this.#access("write", () => rmSync(this.file, { force: true }))
  }

  #read(): string | undefined {
    return this.#access("read", () => {
      try {
        return readFileSync(this.file, "utf8")
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined
        throw error
      }
    })
  }

  #write(failures: readonly StoredFailure[]): void {
    this.#access("write", () => {
      mkdirSync(this.#directory, { recursive: true })
      // Renaming is only atomic within a file system, so it is a directory of its own right here.
      const draft = mkdtempSync(join(this.#directory, ".draft-"))
      try {
        writeFileSync(join(draft, "failures.json"), formatFailures(this.#name, failures))
        renameSync(join(draft, "failures.json"), this.file)
      } finally {
        rmSync(draft, { recursive: true, force: true })
      }
    })
  }

  #access<T>(intent: "read" | "write", act: () => T): T {
    try {
      return act()
    } catch (error) {
      throw FailureStoreError.inaccessible(this.file, intent, error)
    }
  }
}

/** What Windows takes for a device, whatever the extension. */
const DEVICE_NAME = /^(?:aux|con|nul|prn|com\d|lpt\d)$/u

/**
 * A name that every file system can have. Where that loses something, be it only capitals, a hash of
 * the name keeps it apart from others.
 */
function toFileName(name: string): string {
  const slug = fileSlug(name, LONGEST_SLUG)
  if (slug === name && slug !== "" && !DEVICE_NAME.test(slug)) return slug
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8)
  return slug === "" ? hash : `${slug}-${hash}`
}
