import childProcess from "node:child_process"
import crypto from "node:crypto"
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import os from "node:os"
import workerThreads from "node:worker_threads"
import { patch, type Patch } from "./patch.ts"
import type { NativeKind } from "./probe.ts"
import { probeInUse } from "./probe-patches.ts"
import { Replacements } from "./replacements.ts"

/**
 * Functions whose answer no seed decides and no virtual clock gives, and that have to stay real all
 * the same. They are watched only while somebody looks for what two runs differ in.
 */
const SOURCES: readonly (readonly [NativeKind, string, object, readonly string[]])[] = [
  ["machine", "process", process, ["cpuUsage", "memoryUsage", "resourceUsage"]],
  ["machine", "performance", performance, ["eventLoopUtilization", "mark", "measure"]],
  ["machine", "os", os, ["freemem", "loadavg"]],
  ["machine", "fs", fs, ["stat", "statSync", "lstat", "lstatSync"]],
  ["machine", "fs.promises", fs.promises, ["stat", "lstat"]],
  [
    "file",
    "fs",
    fs,
    ["readFile", "readFileSync", "existsSync", "readdir", "readdirSync", "access"],
  ],
  ["file", "fs.promises", fs.promises, ["readFile", "readdir", "access"]],
  ["machine", "Atomics", Atomics, ["wait", "waitAsync"]],
  [
    "chance",
    "crypto",
    crypto,
    [
      "generateKey",
      "generateKeySync",
      "generateKeyPair",
      "generateKeyPairSync",
      "generatePrime",
      "generatePrimeSync",
      "sign",
    ],
  ],
  [
    "chance",
    "crypto.subtle",
    Object.getPrototypeOf(globalThis.crypto.subtle) as object,
    ["generateKey", "sign"],
  ],
  ["thread", "worker_threads", workerThreads, ["Worker"]],
  [
    "thread",
    "child_process",
    childProcess,
    ["exec", "execFile", "execFileSync", "execSync", "fork", "spawn", "spawnSync"],
  ],
]

let users = 0
let patches: Replacements | undefined

/**
 * Lets the probes of scopes see the use of native sources. Those that somebody has frozen go by unseen.
 */
export function acquireNativeSources(): void {
  patches ??= new Replacements(patchesOfSources(), { isOptional: true })
  if (users++ > 0) return
  patches.install()
  syncBuiltinESMExports()
}

export function releaseNativeSources(): void {
  if (--users > 0) return
  patches?.uninstall()
  syncBuiltinESMExports()
}

function patchesOfSources(): Patch[] {
  return SOURCES.flatMap(([kind, owner, target, keys]) =>
    keys
      .filter((key) => key in target)
      .map((key) =>
        patch(target, key, (original: object) => watched(original, `${owner}.${key}`, kind)),
      ),
  )
}

function watched(original: object, name: string, kind: NativeKind): object {
  return new Proxy(original, {
    apply(target, self, args) {
      probeInUse()?.usesNative?.(name, kind)
      return Reflect.apply(target as () => unknown, self, args) as unknown
    },
    construct(target, args, newTarget) {
      probeInUse()?.usesNative?.(name, kind)
      return Reflect.construct(target as new () => object, args, newTarget) as object
    },
  })
}
