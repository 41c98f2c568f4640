import { readScenario } from "../../scenario/read-scenario.ts"
import { replacesSteps, type ServedScenario } from "../../serve/execution-scenarios.ts"
import type { ClockSpeed } from "../../serve/serve-pace.ts"
import type { ServedFunction } from "../../serve/server.ts"
import { didYouMean, listNames } from "../../text/did-you-mean.ts"
import { asUsage } from "../surroundings.ts"
import { UsageError } from "../usage-error.ts"

/** @throws {UsageError} */
export function readPort(text: string): number {
  const port = Number(text)
  if (/^\d+$/u.test(text) && port <= 65_535) return port
  throw new UsageError(`--port ${text} is not a port. Pass a whole number from 0 to 65535.`)
}

/** @throws {UsageError} */
export function readClock(text: string): ClockSpeed {
  if (text === "virtual") return text
  if (text === "real") return 1
  const speed = Number(/^(?<speed>\d+(?:\.\d+)?)x$/iu.exec(text)?.groups?.["speed"] ?? 0)
  if (speed > 0 && speed <= MOST_SPEED) return speed
  throw new UsageError(
    `--clock ${text} is not a clock. Pass virtual, real, or how many times as fast: 100x.`,
  )
}

const MOST_SPEED = 1e9

/** `file`, or `name=file` for the executions of one function. @throws {UsageError} */
export function readServedScenarios(
  texts: readonly string[],
  functions: readonly ServedFunction[],
): readonly ServedScenario[] {
  return texts.map((text) => {
    const { functionName, file } = splitScenario(text, functions)
    const scenario = asUsage(() => readScenario(file))
    const other = functions.find(
      ({ name, runsHere }) => !runsHere && (functionName ?? name) === name,
    )
    if (other !== undefined && replacesSteps(scenario)) {
      throw new UsageError(
        `${file} stands in for steps, and those of ${other.name} run in another process, where nobody can replace them. ` +
          "Leave its steps out, or name the function that it is for: --scenario order=scenario.yaml.",
      )
    }
    return { scenario, functionName }
  })
}

function splitScenario(
  text: string,
  functions: readonly ServedFunction[],
): { readonly functionName: string | undefined; readonly file: string } {
  const equals = text.indexOf("=")
  const name = text.slice(0, Math.max(equals, 0))
  if (equals < 1 || /[/\\.]/u.test(name)) return { functionName: undefined, file: text }
  const names = functions.map((each) => each.name)
  if (names.includes(name)) return { functionName: name, file: text.slice(equals + 1) }
  const known = names.length === 0 ? "There is none." : `The functions are ${listNames(names)}.`
  throw new UsageError(
    `--scenario ${text} is for a function that is not served. ${known}${didYouMean(name, names)}`,
  )
}
