import { hashText } from "../text/hash-text.ts"
import { FAULT_KINDS, type FaultKind } from "../world/events/fault-kind.ts"
import type { FreedomOptions } from "../world/choices/freedom.ts"
import { showValue } from "../text/show-value.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import type { RunPlan } from "./run-plan.ts"
import { withoutTrailingZeros } from "./shrink/choice-order.ts"

/** What the choices of a schedule are chosen from. */
export interface ScheduleFreedom extends FreedomOptions {
  /** How many operations a page of state holds; undefined is the runner's own. */
  readonly pageSize: number | undefined
}

/** The same choices, and nothing goes wrong. */
export function withoutFaults(freedom: ScheduleFreedom): ScheduleFreedom {
  return { ...freedom, faults: [], maxFaults: 0 }
}

const VERSION = "d1"
const SWITCHES = ["early", "slow", "coldStarts"] as const

const FREEDOM = "[0-9a-z]+(?:-f[0-9a-z]+)?(?:-p[0-9a-z]+)?"
const CHOICE = "0(?:x[0-9a-z]+)?|[1-9a-z][0-9a-z]*(?:-[0-9a-z]+)?"
const TEXT = new RegExp(
  `^(d1\\.${FREEDOM}(?:\\.(?:${CHOICE}))*)(~[0-9a-z]+)?\\.([0-9a-z]{3})$`,
  "u",
)

/**
 * Which of the things that can happen in a run do happen, as a sequence of choices: at every moment at
 * which more than one thing can happen, the number of the one that does. What is not chosen any more is
 * 0, the oldest event without a fault; so the empty schedule is the plain run, and every sequence of
 * numbers is a schedule.
 *
 * As text it is short enough for an environment variable: `d1.3v.0x4.2-5.k3f` is what may be chosen,
 * four times 0, choice 2 of 5, and a checksum.
 */
export class Schedule {
  readonly freedom: ScheduleFreedom
  readonly choices: readonly number[]
  /** How many options there were at each choice, where that is known. */
  readonly counts: readonly number[] | undefined
  /** What the enabled events were, as a number; where that is known. */
  readonly fingerprint: number | undefined

  /** @throws {InvalidArgumentError} for a choice that is no natural number. */
  constructor(
    freedom: ScheduleFreedom,
    choices: readonly number[],
    known: { readonly counts?: readonly number[]; readonly fingerprint?: number } = {},
  ) {
    assertChoices(choices)
    this.freedom = freedom
    this.choices = withoutTrailingZeros(choices)
    // Of no choices it is the same whether their counts are known.
    this.counts =
      this.choices.length === 0 ? undefined : known.counts?.slice(0, this.choices.length)
    this.fingerprint = known.fingerprint
  }

  /** How many choices are not the plain one. */
  get deviations(): number {
    return this.choices.filter((choice) => choice !== 0).length
  }

  toString(): string {
    const body = [VERSION, encodeFreedom(this.freedom), ...this.#encodeChoices()].join(".")
    const checked = this.fingerprint === undefined ? "" : `~${this.fingerprint.toString(36)}`
    return `${body}${checked}.${checksum(body + checked)}`
  }

  /** @throws {InvalidArgumentError} for what is no schedule. */
  static parse(text: string): Schedule {
    const call = "read a schedule"
    const match = typeof text === "string" ? TEXT.exec(text.trim()) : null
    if (match === null) {
      const problem = `${showValue(text)} is none`
      throw new InvalidArgumentError(call, problem, `Pass the text that was printed: "d1.…".`)
    }
    const [, body = "", checked = "", check] = match
    if (checksum(body + checked) !== check) {
      const problem = `the checksum of ${JSON.stringify(text)} is wrong`
      throw new InvalidArgumentError(call, problem, "Was it cut, or typed by hand? Copy it whole.")
    }
    const [, freedom = "", ...parts] = body.split(".")
    const { choices, counts } = decodeChoices(parts)
    const fingerprint = checked === "" ? undefined : Number.parseInt(checked.slice(1), 36)
    return new Schedule(decodeFreedom(freedom), choices, {
      ...(counts !== undefined && { counts }),
      ...(fingerprint !== undefined && { fingerprint }),
    })
  }

  #encodeChoices(): string[] {
    const parts: string[] = []
    let zeros = 0
    const flush = (): void => {
      if (zeros > 0) parts.push(zeros === 1 ? "0" : `0x${zeros.toString(36)}`)
      zeros = 0
    }
    this.choices.forEach((choice, index) => {
      if (choice === 0) {
        zeros++
        return
      }
      flush()
      const count = this.counts?.[index]
      parts.push(choice.toString(36) + (count === undefined ? "" : `-${count.toString(36)}`))
    })
    flush()
    return parts
  }
}

function assertChoices(choices: readonly number[]): void {
  const wrong = choices.findIndex((choice) => !Number.isSafeInteger(choice) || choice < 0)
  if (wrong < 0) return
  throw new InvalidArgumentError(
    "make a schedule",
    `choice ${wrong + 1} is ${showValue(choices[wrong])}`,
    "Choices are natural numbers: 0, 1, 2 and so on.",
  )
}

/** fast-check prints a value by this method of it: here, as the code that makes the schedule. */
Object.defineProperty(Schedule.prototype, Symbol.for("fast-check/toStringMethod"), {
  value(this: Schedule) {
    return `Schedule.parse(${JSON.stringify(String(this))})`
  },
})

function decodeChoices(parts: readonly string[]): {
  readonly choices: number[]
  readonly counts: number[] | undefined
} {
  const choices: number[] = []
  const counts: number[] = []
  let isCounted = true
  for (const part of parts) {
    const [value = "", count] = part.split("-")
    if (value.startsWith("0")) {
      const zeros = value.length > 1 ? Number.parseInt(value.slice(2), 36) : 1
      for (let index = 0; index < zeros; index++) {
        choices.push(0)
        counts.push(0)
      }
    } else {
      choices.push(Number.parseInt(value, 36))
      counts.push(Number.parseInt(count ?? "0", 36))
      isCounted &&= count !== undefined
    }
  }
  return { choices, counts: isCounted ? counts : undefined }
}

/** One letter a switch, one bit a fault; the budget and the page size where they are bounded. */
function encodeFreedom({ early, slow, coldStarts, faults, ...bounds }: ScheduleFreedom): string {
  const switches = [early, slow, coldStarts]
  const bits = [...switches, ...FAULT_KINDS.map((kind) => faults.includes(kind))]
  const mask = bits.reduce((sum, bit, index) => sum + (bit ? 2 ** index : 0), 0)
  const budget = bounds.maxFaults === Infinity ? "" : `-f${bounds.maxFaults.toString(36)}`
  const page = bounds.pageSize === undefined ? "" : `-p${bounds.pageSize.toString(36)}`
  return `${mask.toString(36)}${budget}${page}`
}

function decodeFreedom(text: string): ScheduleFreedom {
  const [mask = "0", ...bounds] = text.split("-")
  const bits = Number.parseInt(mask, 36)
  const isSet = (index: number): boolean => Math.floor(bits / 2 ** index) % 2 === 1
  const boundOf = (letter: string): number | undefined => {
    const bound = bounds.find((each) => each.startsWith(letter))
    return bound === undefined ? undefined : Number.parseInt(bound.slice(1), 36)
  }
  const faults = FAULT_KINDS.filter((_kind, index): _kind is FaultKind =>
    isSet(SWITCHES.length + index),
  )
  return {
    early: isSet(0),
    slow: isSet(1),
    coldStarts: isSet(2),
    faults,
    maxFaults: boundOf("f") ?? Infinity,
    pageSize: boundOf("p"),
  }
}

function checksum(text: string): string {
  return (hashText(text) % 36 ** 3).toString(36).padStart(3, "0")
}

/** The run that a schedule describes. */
export function planOf({ freedom, choices }: Schedule): RunPlan {
  return { freedom, prefix: choices, policy: { kind: "oldest-first" } }
}
