import { type EventIdentity, keyOf } from "../../../world/events/event-subject.ts"

/**
 * The chain that an event belongs to, by its subject. The events of one chain cannot overtake each other,
 * because each of them exists only after the one before it has happened:
 *
 * - a body that settles belongs to its operation, attempt after attempt: the chain is its path;
 * - the answers to checkpoints and to requests for state are one chain, since the SDK sends one request
 *   at a time;
 * - anything else is a chain with what has the same key: the answers of one script, the timers of one
 *   length, the invocations of one function.
 */
export function chainOf(event: EventIdentity): string {
  const { kind, subject } = event
  if (kind === "reply" && subject.type === "request") return "replies"
  if (kind === "settle" && subject.type === "body") return subject.path
  return keyOf(event)
}

/** How many events each chain had in a run, from what was chosen in it. */
export function chainLengthsOf(events: readonly EventIdentity[]): Record<string, number> {
  const lengths = new Map<string, number>()
  for (const event of events) {
    const chain = chainOf(event)
    lengths.set(chain, (lengths.get(chain) ?? 0) + 1)
  }
  return Object.fromEntries(lengths)
}

/**
 * The chain with everything that it is part of, outermost first: `1`, `1-2` and `1-2-3` for the third
 * operation in branch `1-2`. What is no operation is part of nothing.
 */
export function scopesOf(chain: string): readonly string[] {
  if (!isPath(chain)) return [chain]
  const numbers = chain.split("-")
  return numbers.map((_number, index) => numbers.slice(0, index + 1).join("-"))
}

/** Where an operation stands: the `index`-th in the context `parent`. Undefined for other chains. */
export function placeOf(
  chain: string,
): { readonly parent: string; readonly index: number } | undefined {
  if (!isPath(chain)) return undefined
  const dash = chain.lastIndexOf("-")
  return { parent: chain.slice(0, Math.max(0, dash)), index: Number(chain.slice(dash + 1)) }
}

function isPath(chain: string): boolean {
  return /^\d+(?:-\d+)*$/u.test(chain)
}
