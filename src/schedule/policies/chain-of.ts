/**
 * The chain that an event belongs to, by its label. The events of one chain cannot overtake each other,
 * because each of them exists only after the one before it has happened:
 *
 * - a body that settles belongs to its operation: `step 1-2 settles` to the chain `1-2`, attempt after
 *   attempt;
 * - the answers to checkpoints and to requests for state are one chain, since the SDK sends one request
 *   at a time;
 * - anything else is a chain with what has the same label: the answers of one script, the timers of one
 *   length, the invocations of one function.
 *
 * It is by the label alone, so that it can be told from the report of a run that another thread made.
 */
export function chainOf(label: string): string {
  if (label === "checkpoint" || label === "state") return "replies"
  return /^step (\S+) settles$/u.exec(label)?.[1] ?? label
}

/** How many events each chain had in a run, from the labels of what was chosen in it. */
export function chainLengthsOf(labels: readonly string[]): Record<string, number> {
  const lengths = new Map<string, number>()
  for (const label of labels) {
    const chain = chainOf(label)
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
