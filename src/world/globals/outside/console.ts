import nodeConsole from "node:console"
import { patch, type Patch } from "../patch/patch.ts"
import { currentScope } from "../patch/scope.ts"

type ConsoleConstructor = typeof nodeConsole.Console

/**
 * The SDK makes several consoles on the process's own streams in each invocation, which takes about
 * a quarter of a short one. They are all alike, so inside a run they are one.
 */
export function consolePatches(): Patch[] {
  return [patch(nodeConsole, "Console", sharedConsole)]
}

function sharedConsole(original: ConsoleConstructor): ConsoleConstructor {
  let shared: object | undefined
  let stdout: unknown
  let stderr: unknown
  return new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      if (currentScope() === undefined || !isOnProcessStreams(args)) {
        return Reflect.construct(target, args, newTarget) as object
      }
      if (shared === undefined || stdout !== process.stdout || stderr !== process.stderr) {
        stdout = process.stdout
        stderr = process.stderr
        shared = Reflect.construct(target, args, target) as object
      }
      return shared
    },
  })
}

function isOnProcessStreams(args: readonly unknown[]): boolean {
  const [options] = args
  if (args.length !== 1 || typeof options !== "object" || options === null) return false
  const { stdout, stderr } = options as { stdout?: unknown; stderr?: unknown }
  return stdout === process.stdout && stderr === process.stderr && Object.keys(options).length === 2
}
