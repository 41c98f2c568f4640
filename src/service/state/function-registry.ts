import { functionArn, type Locality } from "../values/arn.ts"
import type { RegisteredFunction } from "./function-definition.ts"

/** A version of a function, found by name and qualifier. */
export interface ResolvedFunction extends RegisteredFunction {
  /** The version a qualifier stands for; it differs from the registered one for "$LATEST". */
  readonly executedVersion: string
  readonly functionArn: string
  readonly isQualified: boolean
}

/** What a lookup finds: the function, or the ARN that leads nowhere. */
export type FunctionLookup =
  | { readonly kind: "found"; readonly target: ResolvedFunction }
  | { readonly kind: "not-found"; readonly arn: string }

export class FunctionRegistry {
  readonly #locality: Locality
  readonly #functions: Map<string, RegisteredFunction> = new Map()

  constructor(locality: Locality) {
    this.#locality = locality
  }

  /** Replaces a function of the same name. */
  set(definition: RegisteredFunction): void {
    this.#functions.set(definition.functionName, definition)
  }

  has(functionName: string): boolean {
    return this.#functions.has(functionName)
  }

  delete(functionName: string): boolean {
    return this.#functions.delete(functionName)
  }

  find(functionName: string, qualifier: string | undefined): FunctionLookup {
    const definition = this.#functions.get(functionName)
    const executedVersion = definition && versionOf(definition, qualifier ?? "$LATEST")
    if (definition === undefined || executedVersion === undefined) {
      const arn = functionArn(this.#locality, functionName, qualifier ?? "$LATEST")
      return { kind: "not-found", arn }
    }
    const arn = functionArn(this.#locality, functionName, executedVersion)
    const isQualified = qualifier !== undefined
    return {
      kind: "found",
      target: { ...definition, executedVersion, functionArn: arn, isQualified },
    }
  }
}

function versionOf(definition: RegisteredFunction, qualifier: string): string | undefined {
  if (qualifier === "$LATEST") return "$LATEST"
  if (qualifier === definition.version || definition.aliases.has(qualifier)) {
    return definition.version
  }
  return qualifier === "$LATEST.PUBLISHED" ? definition.version : undefined
}
