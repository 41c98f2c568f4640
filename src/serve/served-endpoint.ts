import { refusal, responseTo } from "../endpoint/endpoint-errors.ts"
import type { SimulatedEndpoint } from "../runner/lambda-api/endpoint.ts"
import { SimulatedTransport } from "../runner/lambda-api/simulated-transport.ts"
import type { WireRequest } from "../runner/lambda-api/wire-request.ts"
import { errorResponse, type WireResponse } from "../runner/lambda-api/wire-response.ts"
import type { ScriptedWorld } from "../runner/scripted-world.ts"
import type { InvokeAnswer, InvokeRequest } from "../world/events/invoke-request.ts"
import type { ControlRoute } from "./control-routes.ts"
import { methodsOf, routeListing } from "./route-list.ts"
import type { ServePace } from "./serve-pace.ts"

/** A request that was answered. */
export interface ServedRequest {
  readonly method: string
  readonly path: string
  /** Undefined for a route that there is not. */
  readonly command: string | undefined
  /** The execution, the callback or the function that it names. */
  readonly about: string | undefined
  readonly status: number
  /** The name of the error, where it is one. */
  readonly error: string | undefined
}

interface EndpointParts {
  readonly scripted: ScriptedWorld
  readonly pace: ServePace
  readonly controls: readonly ControlRoute[]
  readonly answered: (request: ServedRequest) => void
}

/** What reaches a server: the API of AWS for a world that goes on by itself, and the routes of its own. */
export class ServedEndpoint {
  readonly #parts: EndpointParts

  constructor(parts: EndpointParts) {
    this.#parts = parts
  }

  /** Nothing is thrown: what goes wrong is a response too. */
  async serve(request: WireRequest): Promise<WireResponse> {
    const { pace, controls, answered } = this.#parts
    const { method, path } = request
    pace.turnBegins()
    const told: Telling = { command: undefined, about: undefined }
    const all = [routeListing(controls), ...controls]
    const allowed = methodsOf(path, all)
    const asked = method === "HEAD" && allowed.includes("HEAD") ? "GET" : method
    const control = all.find((route) => route.path === path && route.method === asked)
    let response: WireResponse
    try {
      if (allowed.length > 0 && !allowed.includes(method)) response = notAllowed(request, allowed)
      else if (control === undefined) response = await this.#transportFor(told).serve(request)
      else {
        told.command = control.name
        response = await control.answer(request)
      }
    } catch (error) {
      response = responseTo(error)
    }
    const { statusCode: status, headers } = response
    answered({ method, path, ...told, status, error: headers["x-amzn-errortype"] })
    return response
  }

  /** It learns on the way what the request is. */
  #transportFor(told: Telling): SimulatedTransport {
    const { scripted } = this.#parts
    const endpoint: SimulatedEndpoint = {
      callService(label, call, about) {
        Object.assign(told, { command: label, about })
        return scripted.call(label, call, about)
      },
      async invokeFunction(invoke: InvokeRequest): Promise<InvokeAnswer> {
        Object.assign(told, { command: "Invoke", about: invoke.functionName })
        const { answer } = await scripted.beginInvoke(invoke)
        return answer
      },
    }
    return new SimulatedTransport(endpoint)
  }
}

/** A known path with another method. */
function notAllowed({ method, path }: WireRequest, allowed: readonly string[]): WireResponse {
  const methods = allowed.join(", ")
  const text = `Failed to send ${method} ${path}: the path takes ${methods}. GET / lists all routes.`
  const { headers, ...response } = errorResponse(refusal("MethodNotAllowedException", 405, text))
  return { ...response, headers: { ...headers, allow: methods } }
}

type Telling = { -readonly [Key in "command" | "about"]: ServedRequest[Key] }
