import type { ScriptedRunner } from "../../runner/scripted-runner.ts"
import type { LambdaHandler } from "../../world/invocation/invocation.ts"
import type { ExploreOptions } from "../options/explore-options.ts"
import { type ExploreSettings, toExploreSettings } from "../options/explore-settings.ts"
import { readExploreOptions } from "../options/read-explore-options.ts"
import { toErrorData } from "./error-data.ts"
import type { ModuleProblem } from "./worker-messages.ts"

export interface LoadedModule<Runner extends ScriptedRunner> {
  readonly handler: LambdaHandler
  readonly options: ExploreOptions<Runner>
  readonly settings: ExploreSettings
}

/** Loads what a module explores: its default export is `{ handler, ...options }`. */
export async function loadModule<Runner extends ScriptedRunner>(
  module: string,
): Promise<LoadedModule<Runner> | { readonly problem: ModuleProblem }> {
  let exported: object
  try {
    exported = (await import(module)) as object
  } catch (error) {
    return { problem: { kind: "not-loaded", error: toErrorData(error) } }
  }
  const subject = defaultExportOf(exported)
  if (typeof subject !== "object" || subject === null) {
    return { problem: { kind: "no-default-export", exported: Object.keys(exported) } }
  }
  const { handler, ...options } = subject as { handler?: unknown } & ExploreOptions<Runner>
  if (typeof handler !== "function") {
    const isAbsent = handler === undefined || handler === null
    const got = isAbsent ? String(handler) : `of type ${typeof handler}`
    return { problem: { kind: "no-handler", got } }
  }
  try {
    const read = readExploreOptions<Runner>(options)
    const settings = toExploreSettings(read)
    return { handler: handler as LambdaHandler, options: read, settings }
  } catch (error) {
    return { problem: { kind: "wrong-options", error: toErrorData(error) } }
  }
}

/** An ES module that was compiled to CommonJS has its default export one level further down. */
function defaultExportOf(exported: object): unknown {
  const outer = "default" in exported ? exported.default : undefined
  const isCompiled =
    typeof outer === "object" && outer !== null && "__esModule" in outer && "default" in outer
  return isCompiled ? outer.default : outer
}
