import { patch, type Patch } from "./patch.ts"
import { currentScope } from "./scope.ts"

type Emit = (event: string | symbol, ...args: unknown[]) => boolean

/**
 * What would end the Lambda runtime's process ends the invocation, never the process of the test:
 * `process.exit`, an unhandled rejection, an uncaught error. Node emits both process events in the
 * async context of the code that failed, so they find their scope.
 */
export function processPatches(): Patch[] {
  return [
    patch(process, "exit", (original: (code?: number) => never) => (code?: number | string) => {
      const scope = currentScope()
      if (scope === undefined) return original(code as number)
      return scope.exit(Number(code ?? process.exitCode ?? 0))
    }),
    patch(process, "emit", (original: Emit): Emit => {
      return (event, ...args) => {
        if (event === "unhandledRejection" || event === "uncaughtException") {
          const scope = currentScope()
          if (scope !== undefined) {
            scope.crash(args[0])
            return true
          }
        }
        return original.call(process, event, ...args)
      }
    }),
  ]
}
