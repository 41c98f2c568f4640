import type { IntegerConstraint, StringConstraint } from "./constraint.ts"
import * as constraints from "./constraints.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import { instantOf, type Instant } from "../values/instant.ts"
import { ServiceError } from "./service-errors.ts"

const longestValueShown = 256

/**
 * Reads the members of a request of unknown shape (section 3.1, step 1). A value of the wrong JSON
 * type ends the reading with a SerializationException; violated constraints are collected, and
 * `finish` reports them together, the way AWS does. `null` stands for an absent member.
 *
 * Paths are built only when something is wrong: reading a valid update must cost next to nothing.
 */
export class ShapeReader {
  readonly #texts: ErrorTexts
  #prefix = ""
  #index = -1
  #violations: string[] | undefined

  constructor(texts: ErrorTexts) {
    this.#texts = texts
  }

  /** Members read from now on belong to an element of a list, or with -1 to the request itself. */
  enter(list: string, index: number): void {
    this.#prefix = list
    this.#index = index
  }

  structure(value: unknown, path: string): Readonly<Record<string, unknown>> | undefined {
    if (value === undefined || value === null) return undefined
    if (typeof value !== "object" || Array.isArray(value)) throw this.#wrongType(path, "an object")
    return value as Readonly<Record<string, unknown>>
  }

  list(value: unknown, path: string): readonly unknown[] | undefined {
    if (value === undefined || value === null) return undefined
    if (!Array.isArray(value)) throw this.#wrongType(path, "a list")
    return value as readonly unknown[]
  }

  string(value: unknown, path: string, constraint: StringConstraint): string | undefined {
    if (value === undefined || value === null) {
      if (constraint.required) this.#violate(undefined, path, "not be null")
      return undefined
    }
    if (typeof value !== "string") throw this.#wrongType(path, "a string")
    const { minLength, maxLength, pattern, matches } = constraint
    if (minLength !== undefined && value.length < minLength) {
      this.#violate(value, path, `have length greater than or equal to ${minLength}`)
    } else if (maxLength !== undefined && value.length > maxLength) {
      this.#violate(value, path, `have length less than or equal to ${maxLength}`)
    } else if (matches !== undefined && !matches.test(value)) {
      this.#violate(value, path, `satisfy regular expression pattern: ${pattern}`)
    }
    return value
  }

  integer(value: unknown, path: string, constraint: IntegerConstraint): number | undefined {
    if (value === undefined || value === null) return undefined
    if (typeof value !== "number" || !Number.isInteger(value)) {
      throw this.#wrongType(path, "an integer")
    }
    const { min, max } = constraint
    if (min !== undefined && value < min) {
      this.#violate(value, path, `have value greater than or equal to ${min}`)
    } else if (max !== undefined && value > max) {
      this.#violate(value, path, `have value less than or equal to ${max}`)
    }
    return value
  }

  boolean(value: unknown, path: string): boolean | undefined {
    if (value === undefined || value === null) return undefined
    if (typeof value !== "boolean") throw this.#wrongType(path, "a boolean")
    return value
  }

  instant(value: unknown, path: string): Instant | undefined {
    if (value === undefined || value === null) return undefined
    const instant = instantOf(value)
    if (instant === undefined) throw this.#wrongType(path, "a timestamp")
    return instant
  }

  enumeration<Member extends string>(
    value: unknown,
    path: string,
    members: readonly Member[],
  ): Member | undefined {
    const text = this.string(value, path, constraints.text)
    const member = members.find((candidate) => candidate === text)
    if (text !== undefined && member === undefined) {
      this.#violate(text, path, `satisfy enum value set: [${members.join(", ")}]`)
    }
    return member
  }

  /** Throws if a constraint was violated. */
  finish(): void {
    if (this.#violations === undefined) return
    const message = this.#texts.constraintViolations(this.#violations)
    throw new ServiceError("ValidationException", message)
  }

  #violate(value: string | number | undefined, path: string, constraint: string): void {
    const shown = value === undefined ? "null" : `'${String(value).slice(0, longestValueShown)}'`
    this.#violations ??= []
    this.#violations.push(
      `Value ${shown} at '${this.#pathOf(path)}' failed to satisfy constraint: Member must ${constraint}`,
    )
  }

  #wrongType(path: string, expected: string): ServiceError {
    const message = this.#texts.unexpectedJsonType(this.#pathOf(path), expected)
    return new ServiceError("SerializationException", message)
  }

  #pathOf(path: string): string {
    if (this.#index < 0) return path
    const element = `${this.#prefix}.${this.#index + 1}.member`
    return path === "" ? element : `${element}.${path}`
  }
}
