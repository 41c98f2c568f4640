import { Socket } from "node:net"
import { DurableTestRunnerError } from "../../../text/errors.ts"
import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

/*
 * A run never reaches Lambda itself. What would is a client that nobody has replaced, and it would
 * invoke functions, or complete callbacks, of a real account. Requests are served by the simulated
 * service; other connections end the run. Connections are looked at, not requests: what nock, msw or a
 * mock of the client answers makes none.
 */

/** Endpoints of the API: by region, for FIPS, for both versions of IP, in China, in a VPC. */
const LAMBDA_HOST =
  /(^|\.)lambda(-fips)?\.[a-z0-9-]+\.(vpce\.)?(amazonaws\.com(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/iu

/** Code of a run tried to connect to AWS Lambda. */
export class RealLambdaError extends DurableTestRunnerError {
  override readonly name = "RealLambdaError"
  readonly host: string

  /** @internal */
  constructor(host: string) {
    super(
      "REAL_LAMBDA",
      `The code under test connects to AWS Lambda itself, at ${host}, and a run must not reach a real account. ` +
        "The simulated service serves requests by node:https, by fetch and by the AWS client, in runs. " +
        "Give code that connects in another way the client of the simulated service, " +
        "await runner.lambdaClient(), or mock its client.",
    )
    this.host = host
  }
}

type Connect = (this: Socket, ...args: unknown[]) => Socket

export function lambdaGuards(): Wrapper[] {
  return [wrapper(Socket.prototype, "connect", guardedConnect)]
}

function guardedConnect(original: Connect): Connect {
  return function connect(this: Socket, ...args) {
    assertNotLambda(hostOf(args))
    return original.apply(this, args)
  }
}

export function isLambda(host: unknown): host is string {
  return typeof host === "string" && LAMBDA_HOST.test(host)
}

/** @throws {RealLambdaError} in a run, if that is a host of Lambda's; the run has ended then. */
export function assertNotLambda(host: string | undefined): void {
  const scope = host === undefined ? undefined : currentScope()
  if (scope === undefined || !isLambda(host)) return
  const error = new RealLambdaError(host)
  scope.fail?.(error)
  throw error
}

/** `connect(options)`, `connect(port, host)`, and a list of either, as Node calls it internally. */
function hostOf([first, second]: readonly unknown[]): string | undefined {
  if (Array.isArray(first)) return hostOf(first)
  const host =
    typeof first === "object" && first !== null ? (first as { host?: unknown }).host : second
  return typeof host === "string" ? host : undefined
}
