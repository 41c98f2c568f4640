import { didYouMean } from "../text/did-you-mean.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { type OptionKind, type Place, wrongValue } from "../text/options.ts"
import { isPlainObject } from "../text/values/show-value.ts"

/** The keys and indexes that lead to a value. */
export type Path = readonly (string | number)[]

/** Where in a file the key of a path stands, or its value. */
export type Locate = (path: Path, part: "key" | "value") => string | undefined

/** A scenario as it was given, with the lines that its parts stand in. */
export interface ScenarioSource {
  readonly data: unknown
  readonly locate: Locate
}

const PLAIN_KEY = /^[\p{L}\p{N}_$-]+$/u

/** Reads values of a scenario; each complaint says in which line the value stands. */
export class ScenarioReader {
  readonly #locate: Locate

  constructor(locate: Locate) {
    this.#locate = locate
  }

  /** Checks one value by its kind. */
  read<T>(path: Path, value: unknown, kind: OptionKind<T>): T {
    return kind(value, this.#place(path))
  }

  /**
   * The members of an object, those with a value.
   *
   * @throws {InvalidArgumentError} for anything else, and for a key that is not known.
   */
  members(path: Path, value: unknown, known: readonly string[]): ReadonlyMap<string, unknown> {
    const members = this.entries(path, value, `Its keys are ${known.join(", ")}.`)
    for (const key of members.keys()) {
      if (known.includes(key)) continue
      const within = path.length === 0 ? "" : ` in ${nameOf(path)}`
      throw new InvalidArgumentError(
        this.#call([...path, key], "key"),
        `there is no key ${JSON.stringify(key)}${within}`,
        `The keys${within} are ${known.join(", ")}.${didYouMean(key, known)}`,
      )
    }
    return members
  }

  /** The same where any key will do. */
  entries(path: Path, value: unknown, advice: string): ReadonlyMap<string, unknown> {
    if (!isMapping(value)) {
      const place = this.#place(path)
      const named = path.length === 0 ? { ...place, path: "the scenario" } : place
      throw wrongValue(named, value, `Write an object. ${advice}`)
    }
    return new Map(Object.entries(value).filter(([, member]) => member !== undefined))
  }

  /** What the keys together do not allow. */
  refuse(path: Path, problem: string, advice: string): InvalidArgumentError {
    return new InvalidArgumentError(this.#call(path, "key"), problem, advice)
  }

  /** Makes a call of the runner, whose complaint then has the line as well. */
  attempt(path: Path, call: () => void): void {
    try {
      call()
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error
      const [, problem = error.message] =
        /^Failed to .*?: (?<problem>.*)$/su.exec(error.message) ?? []
      const { what = problem, advice = "" } =
        /^(?<what>.*?)\. (?<advice>.*)$/su.exec(problem)?.groups ?? {}
      const where = this.#call(path, "key")
      throw new InvalidArgumentError(where, `${nameOf(path)}: ${what}`, advice, { cause: error })
    }
  }

  #place(path: Path): Place {
    return { call: this.#call(path, "value"), path: nameOf(path) }
  }

  #call(path: Path, part: "key" | "value"): string {
    const where = this.#locate(path, part)
    return where === undefined ? "read the scenario" : `read the scenario ${where}`
  }
}

function isMapping(value: unknown): value is object {
  return typeof value === "object" && value !== null && isPlainObject(value)
}

/** `callbacks.approve[0].after`, `callbacks["order-1/approve"]`. */
function nameOf(path: Path): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`
      if (!PLAIN_KEY.test(part)) return `[${JSON.stringify(part)}]`
      return index === 0 ? part : `.${part}`
    })
    .join("")
}
