import { relative } from "node:path"
import type { Execution } from "../../runner/results/execution.ts"
import { noteOnQuota } from "../../runner/results/failure-reason.ts"
import { type OperationResult, targetOf } from "../../runner/results/operation-result.ts"
import { quoted } from "../files/quoted.ts"
import { inputFileOf } from "../files/read-values.ts"
import type { WorldFlags } from "../world-flags.ts"
import { asFlags } from "./as-flags.ts"
import { stepNameOf } from "./discover.ts"

/** By which flag a person says what a handler lacked that did not succeed. */
export function hintsFor(
  execution: Execution,
  given: { readonly input: unknown; readonly path: string },
): readonly string[] {
  if (execution.status === "SUCCEEDED") return []
  const lacks = allOf(execution).flatMap(hintFor)
  const { input, path } = given
  return [
    ...noteOnQuota(execution),
    ...new Set(lacks),
    ...(input === undefined ? [inputHint(path)] : []),
  ]
}

export function inputHint(path: string): string {
  return `The handler got no input. If it needs one, pass --input event.json, or write it into ${relative(".", inputFileOf(path))}`
}

function allOf({ operations }: Execution): readonly OperationResult[] {
  return operations.flatMap((each) => [
    each,
    ...(each.childExecution === undefined ? [] : allOf(each.childExecution)),
  ])
}

function hintFor(operation: OperationResult): readonly string[] {
  const { type, status, error, name, parent } = operation
  const target = targetOf(operation)
  if (target !== undefined && error?.ErrorType === "ResourceNotFoundException") {
    return [
      `Nobody has the function ${target}. Pass --function ${quoted(`${target}=value`)} for its result`,
    ]
  }
  if (type === "STEP" && status === "FAILED") {
    const step = stepNameOf(operation)
    if (step === undefined) return []
    return [
      `The body of step ${step} failed. If it cannot run here, pass --stub ${quoted(`${step}=value`)} for its result`,
    ]
  }
  if (type === "CALLBACK" && status === "TIMED_OUT") {
    const callback = name ?? parent?.name
    if (callback === undefined) return []
    return [
      `Callback ${callback} timed out. Pass --answer ${quoted(`${callback}=text`)}, or --fail ${quoted(callback)}`,
    ]
  }
  return []
}

const FLAGS: Readonly<Record<string, string>> = {
  completeCallback: "--answer",
  failCallback: "--fail",
  heartbeatCallback: "--heartbeat",
  timeoutCallback: "--timeout",
  mockStep: "--stub",
  mockFunction: "--function",
}

/** The message of an error as whoever has typed flags, and has no runner, can follow it. */
export function messageFor({ message }: Error, { scenario }: WorldFlags): string {
  const { callbacks = {}, steps = {}, functions = {} } = scenario
  const typed = new Set([callbacks, steps, functions].flatMap((each) => Object.keys(each)))
  return asFlags(message).replaceAll(
    /^(?<indent> {0,2})(?<method>\w+)\("(?<name>[^"]*)"(?:, [^\n]*?)?\)(?=:| was | cannot )/gmu,
    (call, ...groups) => {
      const { indent, method, name } = groups.at(-1) as Readonly<
        Record<"indent" | "method" | "name", string>
      >
      const flag = FLAGS[method]
      return flag !== undefined && typed.has(name) ? `${indent}${flag} ${name}` : call
    },
  )
}
