import type { IncomingHttpHeaders } from "node:http"
import { isIP } from "node:net"
import type { WireError } from "../runner/lambda-api/wire-response.ts"
import { refusal } from "./endpoint-errors.ts"

/*
 * Any page in a browser may send requests to this machine: under a name of its own that it lets point here
 * (DNS rebinding), which the Host header shows, or across origins, which the Origin header shows. No AWS client
 * sends an Origin.
 */

/** Where a server listens, and what else it is called. */
export interface ServerNames {
  readonly host: string
  readonly allowedHosts: readonly string[]
  /** What to do where a request has another name. */
  readonly adviceOnHost?: string
}

/** @returns why a request is refused, if it is. */
export function refuseCaller(
  headers: IncomingHttpHeaders,
  names: ServerNames,
): WireError | undefined {
  const { host, origin } = headers
  if (origin !== undefined) {
    return refusal("AccessDeniedException", 403, "The endpoint serves no pages of a browser.")
  }
  const name = host === undefined ? undefined : nameOf(host)
  if (name === undefined) {
    return refusal("AccessDeniedException", 403, "The request has no valid Host header.")
  }
  if (isKnown(name, names)) return undefined
  return refusal(
    "AccessDeniedException",
    403,
    `The endpoint is not called ${JSON.stringify(name)}. ${names.adviceOnHost ?? "Pass allowedHosts to listen() if it is."}`,
  )
}

/** The name without the port, in lower case; undefined where that is none. */
function nameOf(host: string): string | undefined {
  const match = /^(?<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/iu.exec(host)
  return match?.groups?.["name"]?.toLowerCase()
}

/** No page can make an address point elsewhere. */
function isKnown(name: string, { host, allowedHosts }: ServerNames): boolean {
  if (name === "localhost" || name.endsWith(".localhost")) return true
  if (isIP(name.replaceAll(/^\[|\]$/gu, "")) > 0) return true
  return [host, ...allowedHosts].some((each) => each.toLowerCase() === name)
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/iu

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host)
}
