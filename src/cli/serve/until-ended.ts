import { realSetTimeout } from "../../world/clock/real-timers.ts"
import type { CommandIo } from "../command-io.ts"

/** What asks a server to end. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** Real: what still runs after that keeps the process no longer. */
const GRACE_MS = 500

/** What a shell expects of a command that ctrl-C has ended. */
const INTERRUPTED = 130

/**
 * Lets a server run until a signal ends it, and ends it in order. A second signal, and code that goes on though
 * nobody waits for it any more, end the process at once.
 *
 * @returns what `close` has returned.
 */
export async function untilEnded<T>({ ended }: CommandIo, close: () => Promise<T>): Promise<T> {
  let isEnding = false
  const { promise, resolve }: PromiseWithResolvers<void> = Promise.withResolvers()
  const onSignal = (): void => {
    if (isEnding) process.exit(INTERRUPTED)
    isEnding = true
    realSetTimeout(() => process.exit(), GRACE_MS).unref()
    resolve()
  }
  for (const signal of SIGNALS) process.on(signal, onSignal)
  ended?.addEventListener("abort", () => resolve(), { once: true })
  try {
    await promise
    return await close()
  } finally {
    // From now on a signal ends the process as it does without a listener.
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
}
