import { openServer, type Server } from "../../serve/server.ts"
import { type ClockSpeed, clockText } from "../../serve/serve-pace.ts"
import { isLoopback } from "../../endpoint/allowed-caller.ts"
import { realEpochMs } from "../../world/clock/real-timers.ts"
import { type CommandIo, print } from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { readTime } from "../files/read-values.ts"
import { LiveJson } from "../serve/live-json.ts"
import { LiveText } from "../serve/live-text.ts"
import { readClock, readPort, readServedScenarios } from "../serve/serve-options.ts"
import { type LoadedFunctions, loadFunctions, parseFunction } from "../serve/served-functions.ts"
import { untilEnded } from "../serve/until-ended.ts"
import { asUsage } from "../surroundings.ts"
import { UsageError } from "../usage-error.ts"

export interface ServeCommandOptions {
  readonly port: string
  readonly host: string
  readonly allowRemote?: boolean
  readonly allowedHost?: readonly string[]
  readonly clock: string
  readonly function?: readonly string[]
  readonly plain?: readonly string[]
  readonly scenario?: readonly string[]
  readonly realTimeout: string
  readonly seed?: string
  readonly json?: boolean
}

/** Serves functions until a signal ends it. */
export async function serveCommand(
  io: CommandIo,
  files: readonly string[],
  options: ServeCommandOptions,
): Promise<ExitCode> {
  const port = readPort(options.port)
  const speed = readClock(options.clock)
  const realTimeoutMs = readTime("--real-timeout", options.realTimeout, "90s")
  const { host, allowRemote = false } = options
  if (!allowRemote && !isLoopback(host)) throw notLoopback(host)
  const named = [
    ...files.map((source) => ({ name: undefined, source, isDurable: true })),
    ...(options.function ?? []).map((text) => parseFunction("--function", text, true)),
    ...(options.plain ?? []).map((text) => parseFunction("--plain", text, false)),
  ]
  const loaded = await loadFunctions(named, realTimeoutMs)
  try {
    const { functions } = loaded
    const scenarios = readServedScenarios(options.scenario ?? [], functions)
    const listener = options.json === true ? new LiveJson(io) : new LiveText(io)
    const server = await asUsage(async () =>
      openServer({
        ...{ host, port, speed, realTimeoutMs, allowRemote, functions, scenarios, listener },
        allowedHosts: options.allowedHost ?? [],
        seed: options.seed ?? `${realEpochMs()}/${process.pid}`,
        startTime: realEpochMs(),
      }),
    )
    tellStart(io, options, server, speed, loaded)
    await untilEnded(io, async () => server.close())
    return server.areScenariosMet ? EXIT.fine : EXIT.wrong
  } finally {
    loaded.close()
  }
}

function tellStart(
  io: CommandIo,
  { json }: ServeCommandOptions,
  { url, port }: Server,
  speed: ClockSpeed,
  { functions, sources }: LoadedFunctions,
): void {
  const clock = clockText(speed)
  if (json === true) {
    const listed = functions.map(({ name, isDurable }) => ({ name, durable: isDurable }))
    print(io, JSON.stringify({ type: "listening", url, port, clock, functions: listed }))
    return
  }
  print(io, `listens  ${url}  (clock: ${clock})`)
  for (const [index, { name, qualifier, isDurable }] of functions.entries()) {
    const suffix = qualifier ?? (isDurable ? "$LATEST" : undefined)
    const invoked = suffix === undefined ? name : `${name}:${suffix}`
    print(io, `function ${invoked}  ${sources[index]}`)
  }
  const variables = "AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=any AWS_SECRET_ACCESS_KEY=any"
  print(io, `clients  export AWS_ENDPOINT_URL_LAMBDA=${url} ${variables}`)
}

function notLoopback(host: string): UsageError {
  return new UsageError(
    `Other machines can reach --host ${host}, and the server checks no signature. ` +
      "Leave it out, or add --allow-remote if that is meant.",
  )
}
