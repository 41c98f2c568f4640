import "../world/limits/supported-runtime.ts"
import { HttpServer } from "../endpoint/http-server.ts"
import { isLoopback } from "../endpoint/allowed-caller.ts"
import { urlHost } from "../endpoint/url-host.ts"
import { DurableTestRunner } from "../durable-test-runner.ts"
import { toSettings } from "../runner/options/runner-options.ts"
import { toFunctionDouble } from "../runner/function-double.ts"
import { type RegisteredFunction, toRegisteredFunction } from "../runner/register-function.ts"
import { settingsFor } from "../runner/run-options.ts"
import { ScriptedWorld } from "../runner/scripted-world.ts"
import { settingsOf } from "../service/values/service-options.ts"
import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import type { LambdaHandler } from "../world/invocation/invocation.ts"
import { controlRoutes } from "./control-routes.ts"
import { ExecutionScenarios, mockFunctionsOf, type ServedScenario } from "./execution-scenarios.ts"
import { PacedWorld } from "./paced-world.ts"
import { PushedFunctions } from "./pushed-functions.ts"
import { RealPace } from "./real-pace.ts"
import { ServedEndpoint } from "./served-endpoint.ts"
import { ServedExecutions } from "./served-executions.ts"
import type { ServeListener } from "./serve-listener.ts"
import type { ClockSpeed, ServePace } from "./serve-pace.ts"
import { VirtualPace } from "./virtual-pace.ts"
import { WaitingCallbacks } from "./waiting-callbacks.ts"

/** A function that a server has. */
export interface ServedFunction {
  readonly name: string
  /** A version or an alias that reaches it too. */
  readonly qualifier: string | undefined
  readonly handler: LambdaHandler
  readonly isDurable: boolean
  /** Whether its code runs in this process. */
  readonly runsHere: boolean
}

export interface ServerParts {
  readonly host: string
  readonly port: number
  readonly allowedHosts: readonly string[]
  readonly allowRemote: boolean
  readonly speed: ClockSpeed
  readonly seed: string
  /** Epoch milliseconds: the time at which its clock begins. */
  readonly startTime: number
  /** Real: how long the code of a function may work without a sign of life. */
  readonly realTimeoutMs: number
  readonly functions: readonly ServedFunction[]
  readonly scenarios: readonly ServedScenario[]
  readonly listener: ServeListener
}

export interface Server {
  readonly url: string
  readonly port: number
  /** Whether every execution that has ended has done so as its scenarios say. */
  readonly areScenariosMet: boolean
  /** Ends the server, with all connections and runs. */
  close(): Promise<void>
}

/**
 * Serves functions: the API of AWS over HTTP in front of a world that goes on by itself.
 *
 * @throws {InvalidArgumentError} where the port cannot be opened.
 */
export async function openServer(parts: ServerParts): Promise<Server> {
  const { host, listener, speed } = parts
  const { functions, scripted } = createWorld(parts)
  const executions = new ServedExecutions(scripted.world.service)
  const waiting = new WaitingCallbacks(scripted, executions)
  const pace = paceOf(scripted, waiting, speed)
  const pushed = new PushedFunctions()
  let areScenariosMet = true
  executions.listen(
    new ExecutionScenarios({
      scripted,
      scenarios: parts.scenarios,
      runsHere: (name) => parts.functions.some((each) => each.name === name && each.runsHere),
      differs(execution, differences) {
        areScenariosMet = false
        listener.differs(execution, differences)
      },
    }),
  )
  executions.listen({ ended: ({ arn }) => pushed.forget(arn) })
  executions.listen({
    happened: (execution, event) => listener.happened(execution, event),
    ended: ({ arn }) => listener.ended(scripted.describe(arn)),
  })
  scripted.world.observe(executions)
  const paced = new PacedWorld(scripted.world, pace, {
    failed: (error, arns) => listener.failed(error, arns),
    rests: () => listener.rests(waiting.all),
  })
  const controls = controlRoutes({
    ...{ scripted, paced, pushed, speed },
    mayPushTo: (name) => parts.allowRemote || isThisMachine(name),
    served: parts.functions.map(({ name }) => name),
    isServed: (name) => functions.has(name) && !pushed.names.has(name),
  })
  const endpoint = new ServedEndpoint({
    ...{ scripted, pace, controls },
    answered: (request) => listener.answered(request),
  })
  const http = await open(parts, endpoint)
  const run = paced.run()
  return {
    url: `http://${urlHost(host)}:${http.port}`,
    port: http.port,
    get areScenariosMet() {
      return areScenariosMet
    },
    async close() {
      paced.close()
      await Promise.all([http.close(), run])
    },
  }
}

/** What a container of Docker calls this machine. */
const DOCKER_HOST = "host.docker.internal"

function isThisMachine(host: string): boolean {
  return isLoopback(host) || host === DOCKER_HOST
}

async function open(parts: ServerParts, endpoint: ServedEndpoint): Promise<HttpServer> {
  const { host, port, allowedHosts } = parts
  try {
    return await HttpServer.open({
      ...{ host, port },
      allowedHosts: [DOCKER_HOST, ...allowedHosts],
      adviceOnHost: "Start the server with --allowed-host if it is.",
      serve: (request) => endpoint.serve(request),
    })
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    const advice = "Pass another port; 0 picks a free one."
    throw new InvalidArgumentError("serve", `the port cannot be opened: ${problem}`, advice, {
      cause,
    })
  }
}

function paceOf(scripted: ScriptedWorld, waiting: WaitingCallbacks, speed: ClockSpeed): ServePace {
  if (speed === "virtual") return new VirtualPace(() => waiting.nextDue())
  const { world } = scripted
  const nextDue = (): number | undefined => world.nextInstantBesides(() => false)
  return new RealPace({ clock: world.clock, speed, nextDue })
}

function createWorld(parts: ServerParts): {
  readonly functions: ReadonlyMap<string, RegisteredFunction>
  readonly scripted: ScriptedWorld
} {
  const { seed, startTime, realTimeoutMs } = parts
  const settings = toSettings({
    ...{ seed, startTime },
    realIoTimeoutMs: realTimeoutMs,
    handlerTimeoutMs: Math.min(realTimeoutMs, LONGEST_SILENCE_MS),
    // A server has no end.
    runBudgetMs: Infinity,
    maxEvents: Infinity,
    watchdogMs: WATCHDOG_MS,
    logs: "print",
    replay: "as-needed",
  })
  const functions = registeredFunctions(parts, settingsOf({ ...settings.service, seed }))
  const scripted = new ScriptedWorld(
    { ...settingsFor(settings, { isLenient: true }), countsByRoot: true },
    seed,
    { functions, scripts: [], responders: [], doubles: [] },
    async (handler, execution) => new DurableTestRunner().replay(handler, execution),
  )
  return { functions, scripted }
}

/** Code that awaits what nobody can see. */
const LONGEST_SILENCE_MS = 10_000

/** A loop that never yields stops the server: a thread of its own says where it is, and ends it. */
const WATCHDOG_MS = 3_000

function registeredFunctions(
  { functions, scenarios }: ServerParts,
  locality: { readonly region: string; readonly accountId: string },
): Map<string, RegisteredFunction> {
  const registered = new Map<string, RegisteredFunction>()
  const add = (one: RegisteredFunction): void => void registered.set(one.functionName, one)
  for (const { scenario } of scenarios) {
    mockFunctionsOf(scenario, (name, mock, options) => {
      const { handler, functionOptions } = toFunctionDouble(name, mock, options, locality)
      add(toRegisteredFunction(name, handler, functionOptions, locality))
    })
  }
  for (const { name, qualifier, handler, isDurable } of functions) {
    const options = { durable: isDurable, ...qualified(qualifier) }
    add(toRegisteredFunction(name, handler, options, locality))
  }
  return registered
}

function qualified(qualifier: string | undefined): { version?: string; aliases?: string[] } {
  if (qualifier === undefined || qualifier === "$LATEST") return {}
  return /^\d+$/u.test(qualifier) ? { version: qualifier } : { aliases: [qualifier] }
}
