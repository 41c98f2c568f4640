import "../world/limits/supported-runtime.ts"
import { installWrappers } from "../world/globals/scoped-globals.ts"

/**
 * Replaces the functions of Node that a handler may copy when it is loaded, such as `randomUUID` of
 * `node:crypto`: inside of runs they are virtual from then on, everywhere else they are the real ones.
 * Importing `durable-test-runner/register` does it, as importing `durable-test-runner` does. Put it into
 * the `setupFiles` of the test framework where a handler is loaded before the package, or by native ESM
 * in jest and in vitest's vm pools. Calling it again changes nothing.
 */
export function register(): void {
  installWrappers()
}

register()
