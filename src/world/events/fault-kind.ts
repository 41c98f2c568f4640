/**
 * What can go wrong between a function and the service:
 *
 * - `crash`: the invocation dies, and what it was about to record is not;
 * - `crash-after-persist`: it dies when the service has recorded that, and before it is told so;
 * - `timeout`, `timeout-after-persist`: the same by running into the function time-out;
 * - `throttle`: the service refuses a request for now, after the client's own retries;
 * - `service-error`: the service answers with an error and records nothing;
 * - `lost-reply`: the service records what it is asked to, and its answer is an error;
 * - `stale-token`: the service has given the invocation up while its request was under way, and has
 *   begun another one;
 * - `zombie`: the same while no request is under way: two invocations are alive.
 */
export const FAULT_KINDS = [
  "crash",
  "crash-after-persist",
  "timeout",
  "timeout-after-persist",
  "throttle",
  "service-error",
  "lost-reply",
  "stale-token",
  "zombie",
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

const faultKinds: ReadonlySet<string> = new Set(FAULT_KINDS)

export function isFaultKind(kind: string): kind is FaultKind {
  return faultKinds.has(kind)
}
