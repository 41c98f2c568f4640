import os from "node:os"
import { patch, type Patch } from "./patch.ts"
import { currentScope } from "./scope.ts"

/** How long the machine is up: since the world began, like `process.uptime()`. */
export function systemTimePatches(): Patch[] {
  return [
    patch(os, "uptime", (original: () => number) => (): number => {
      const scope = currentScope()
      return scope === undefined ? original() : scope.elapsedMs / 1_000
    }),
  ]
}
