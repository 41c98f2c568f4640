import os from "node:os"
import { currentScope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

/** How long the machine and the process are up: since the world began, in seconds. */
export function systemTimeWrappers(): Wrapper[] {
  return [wrapper(os, "uptime", scopedUptime), wrapper(process, "uptime", scopedUptime)]
}

function scopedUptime(original: () => number): () => number {
  return () => {
    const scope = currentScope()
    return scope === undefined ? original() : scope.elapsedMs / 1_000
  }
}
