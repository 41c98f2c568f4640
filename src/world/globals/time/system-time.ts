import os from "node:os"
import { patch, type Patch } from "../patch/patch.ts"
import { currentScope } from "../patch/scope.ts"

/** How long the machine and the process are up: since the world began, in seconds. */
export function systemTimePatches(): Patch[] {
  return [patch(os, "uptime", scopedUptime), patch(process, "uptime", scopedUptime)]
}

function scopedUptime(original: () => number): () => number {
  return () => {
    const scope = currentScope()
    return scope === undefined ? original() : scope.elapsedMs / 1_000
  }
}
