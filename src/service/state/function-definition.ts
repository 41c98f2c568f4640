import * as constraints from "../wire/constraints.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import { ShapeReader } from "../wire/shape-reader.ts"

/** What makes a function durable. */
export interface FunctionDurableConfig {
  readonly executionTimeoutSeconds: number
  /** Default 14 (section 13, row 23). */
  readonly retentionPeriodInDays?: number
}

export interface FunctionDefinition {
  readonly functionName: string
  /** The version the aliases point to. Default "$LATEST". The qualifier "$LATEST" always works. */
  readonly version?: string
  readonly aliases?: readonly string[]
  /** Absent for a plain function. */
  readonly durableConfig?: FunctionDurableConfig
  /** Whether the function takes a tenant id, and then needs one. Default false. */
  readonly tenantIsolated?: boolean
}

export interface RegisteredFunction {
  readonly functionName: string
  readonly version: string
  readonly aliases: ReadonlySet<string>
  readonly durableConfig: Required<FunctionDurableConfig> | undefined
  readonly tenantIsolated: boolean
}

const defaultRetentionPeriodInDays = 14

export function readFunctionDefinition(texts: ErrorTexts, value: unknown): RegisteredFunction {
  const reader = new ShapeReader(texts)
  const given = reader.structure(value, "definition") ?? {}
  const functionName = reader.string(
    given["functionName"],
    "functionName",
    constraints.registeredFunctionName,
  )
  const version = reader.string(given["version"], "version", constraints.functionVersion)
  const aliases = (reader.list(given["aliases"], "aliases") ?? []).map(
    (alias) => reader.string(alias, "aliases.member", constraints.functionAlias) ?? "",
  )
  const durableConfig = readDurableConfig(reader, given["durableConfig"])
  const tenantIsolated = reader.boolean(given["tenantIsolated"], "tenantIsolated")
  reader.finish()
  return {
    functionName: functionName ?? "",
    version: version ?? "$LATEST",
    aliases: new Set(aliases),
    durableConfig,
    tenantIsolated: tenantIsolated ?? false,
  }
}

function readDurableConfig(
  reader: ShapeReader,
  value: unknown,
): Required<FunctionDurableConfig> | undefined {
  const given = reader.structure(value, "durableConfig")
  if (given === undefined) return undefined
  const executionTimeoutSeconds = reader.integer(
    given["executionTimeoutSeconds"],
    "durableConfig.executionTimeoutSeconds",
    constraints.executionTimeoutSeconds,
  )
  const retentionPeriodInDays = reader.integer(
    given["retentionPeriodInDays"],
    "durableConfig.retentionPeriodInDays",
    constraints.retentionPeriodInDays,
  )
  return {
    executionTimeoutSeconds: executionTimeoutSeconds ?? constraints.longestDelaySeconds,
    retentionPeriodInDays: retentionPeriodInDays ?? defaultRetentionPeriodInDays,
  }
}
