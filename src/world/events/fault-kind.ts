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
 * - `zombie`: the same while no request is under way: two invocations are alive;
 * - `no-token`: the service records a checkpoint and answers it without a token: this invocation may
 *   record nothing more, and the execution goes on in the next one (service.md, section 3.2);
 * - `late-reply`: the service records a checkpoint and gives the invocation up, and its answer arrives
 *   when the next invocation is at work;
 * - `body-failure`: the body of a step fails for good: this attempt throws, and so does each later one;
 * - `stop`: somebody stops the execution from outside;
 * - `wake`: an execution that is suspended is invoked though nothing has happened;
 * - `early-answer`: a callback is answered while its submitter is still at work: its id is known outside
 *   since the body of the submitter has begun;
 * - `shared-container`: another execution of the function begins, and its invocations share the container.
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
  "no-token",
  "late-reply",
  "body-failure",
  "stop",
  "wake",
  "early-answer",
  "shared-container",
] as const

export type FaultKind = (typeof FAULT_KINDS)[number]

/** Those that strike an execution, whether one of its invocations is alive or not. */
export type ExecutionFaultKind = Extract<
  FaultKind,
  "stop" | "wake" | "early-answer" | "shared-container"
>

/**
 * Those that strike only where they are named. After a `body-failure` or a `stop` a correct handler may
 * end otherwise; the SDK up to 2.4.0 fails after `no-token`; the others multiply the schedules.
 */
const NAMED_ONLY: ReadonlySet<FaultKind> = new Set([
  "no-token",
  "late-reply",
  "body-failure",
  "stop",
  "wake",
  "early-answer",
  "shared-container",
])

/** What strikes where nothing is named. */
export const USUAL_FAULTS: readonly FaultKind[] = FAULT_KINDS.filter(
  (kind) => !NAMED_ONLY.has(kind),
)

const faultKinds: ReadonlySet<string> = new Set(FAULT_KINDS)

export function isFaultKind(kind: string): kind is FaultKind {
  return faultKinds.has(kind)
}
