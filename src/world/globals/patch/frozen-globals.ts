import { AsyncLocalStorage } from "node:async_hooks"
import childProcess from "node:child_process"
import nodeConsole from "node:console"
import nodeCrypto from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import nodeTimers from "node:timers"
import timerPromises from "node:timers/promises"
import workerThreads from "node:worker_threads"
import { joinWithAnd } from "../../../text/did-you-mean.ts"
import { DurableTestRunnerError } from "../../../text/errors.ts"
import { originalOf } from "../../clock/original-of.ts"

/** A property that a run replaces. */
export interface Place {
  readonly target: object
  readonly key: PropertyKey
}

/** How many properties a message names. */
const MOST_NAMED = 6

/** When it was found out that a property cannot be changed. */
type FrozenMoment = "before the import" | "before the run" | "in the run"

/** A run has to replace members of an object that the test, its code or Node has frozen. */
export class FrozenGlobalsError extends DurableTestRunnerError {
  override readonly name = "FrozenGlobalsError"
  /** The frozen objects, such as `Math`. */
  readonly frozen: readonly string[]
  /** The members that cannot be replaced, such as `Math.random`. */
  readonly properties: readonly string[]

  /** @internal */
  constructor(places: readonly Place[], moment: FrozenMoment) {
    const frozen = [...new Set(places.map(({ target }) => nameOf(target)))]
    const properties = [...new Set(places.map(nameOfPlace))]
    const hidden = properties.length - MOST_NAMED
    const named = hidden > 1 ? [...properties.slice(0, MOST_NAMED), `${hidden} others`] : properties
    super(
      "FROZEN_GLOBALS",
      textOf(joinWithAnd(frozen), joinWithAnd(named), frozen.length > 1, moment),
    )
    this.frozen = frozen
    this.properties = properties
  }
}

function textOf(
  frozen: string,
  properties: string,
  isPlural: boolean,
  moment: FrozenMoment,
): string {
  const [are, them] = isPlural ? ["are", "them"] : ["is", "it"]
  const advice =
    `Leave ${frozen} as ${isPlural ? "they are" : "it is"} in tests: guard the Object.freeze, ` +
    "or what calls it (a hardening library, lockdown), by a variable of the environment"
  if (moment === "in the run") {
    return (
      `The code under test has frozen ${frozen} during the run, so ${properties} cannot be put back. ` +
      `The replacement stays in this process, where it calls the original outside of runs. ${advice}.`
    )
  }
  const start =
    `Failed to start a run: ${frozen} ${are} frozen, so ${properties} cannot be replaced, ` +
    "and code of the run would read the real clock, draw real random numbers or go by unseen. "
  if (moment === "before the run") return `${start}${advice}.`
  return (
    `${start}Load durable-test-runner before whatever freezes ${them} (as a set-up file of the test framework, ` +
    "or by node --import durable-test-runner/register), and start Node without --frozen-intrinsics."
  )
}

/** Whether nobody can change the property any more. */
export function isFixed({ target, key }: Place): boolean {
  const descriptor = Object.getOwnPropertyDescriptor(target, key)
  if (descriptor === undefined) return !Object.isExtensible(target)
  return descriptor.configurable !== true && descriptor.writable !== true
}

function nameOfPlace({ target, key }: Place): string {
  return `${nameOf(target)}.${String(key)}`
}

function nameOf(target: object): string {
  const original = originalOf(target)
  const known = namedObjects().find(([, object]) => object === original)
  if (known !== undefined) return known[0]
  return typeof original === "function" ? original.name : Object.prototype.toString.call(original)
}

function namedObjects(): readonly (readonly [string, unknown])[] {
  const realDate = originalOf(Date)
  return [
    ["globalThis", globalThis],
    ["process", process],
    ["Math", Math],
    ["JSON", JSON],
    ["Atomics", Atomics],
    ["Date", realDate],
    ["Date.prototype", realDate.prototype],
    ["Map.prototype", Map.prototype],
    ["Intl.DateTimeFormat.prototype", Intl.DateTimeFormat.prototype],
    ["AsyncLocalStorage.prototype", AsyncLocalStorage.prototype],
    ["Performance.prototype", Object.getPrototypeOf(performance)],
    ["performance", performance],
    ["Crypto.prototype", Object.getPrototypeOf(crypto)],
    ["SubtleCrypto.prototype", Object.getPrototypeOf(crypto.subtle)],
    ["Temporal.Now", (Reflect.get(globalThis, "Temporal") as { Now?: object } | undefined)?.Now],
    ["node:child_process", childProcess],
    ["node:console", nodeConsole],
    ["node:crypto", nodeCrypto],
    ["node:fs", fs],
    ["node:fs/promises", fs.promises],
    ["node:os", os],
    ["node:timers", nodeTimers],
    ["node:timers/promises", timerPromises],
    ["the scheduler of node:timers/promises", timerPromises.scheduler],
    ["node:worker_threads", workerThreads],
  ]
}
