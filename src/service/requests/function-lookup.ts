import * as constraints from "../wire/constraints.ts"
import type { ResolvedFunction } from "../state/function-registry.ts"
import type { ServiceSettings } from "../values/service-options.ts"
import type { ErrorTexts } from "../values/error-texts.ts"
import { parseFunctionTarget } from "../values/function-target.ts"
import { invalidParameter, resourceNotFound } from "../wire/service-errors.ts"
import type { ServiceState } from "../state/service-state.ts"
import { ShapeReader } from "../wire/shape-reader.ts"

/** The same for names nobody has looked at yet. */
export function resolveFunction(
  state: ServiceState,
  functionName: unknown,
  qualifier: unknown,
): ResolvedFunction {
  const reader = new ShapeReader(state.settings.texts)
  const text = reader.string(functionName, "functionName", constraints.functionTarget)
  const separateQualifier = reader.string(qualifier, "qualifier", constraints.qualifier)
  reader.finish()
  return resolveFunctionTarget(state, text ?? "", separateQualifier)
}

/** A durable function may only be invoked by a version, an alias or `$LATEST`. */
export function qualifierProblem(
  { texts, allowUnqualifiedInvokes }: ServiceSettings,
  { durableConfig, isQualified }: ResolvedFunction,
): string | undefined {
  if (durableConfig === undefined || isQualified || allowUnqualifiedInvokes) return undefined
  return texts.unqualifiedDurableFunction
}

/** What is wrong with the tenant id of an Invoke, or with there being none. */
export function tenancyProblem(
  texts: ErrorTexts,
  { tenantIsolated }: Pick<ResolvedFunction, "tenantIsolated">,
  tenantId: string | undefined,
): string | undefined {
  if (tenantId !== undefined && !tenantIsolated) return texts.tenantNotSupported
  return tenantId === undefined && tenantIsolated ? texts.tenantMissing : undefined
}

/** @throws {ServiceError} */
export function assertTenancy(
  texts: ErrorTexts,
  target: ResolvedFunction,
  tenantId: string | undefined,
): void {
  const problem = tenancyProblem(texts, target, tenantId)
  if (problem !== undefined) throw invalidParameter(problem)
}

/**
 * Finds the function an Invoke names. The qualifier may be part of the name or stand for itself;
 * if both are given they must agree.
 */
export function resolveFunctionTarget(
  state: ServiceState,
  text: string,
  separateQualifier: string | undefined,
): ResolvedFunction {
  const { settings, functions } = state
  const { texts } = settings
  const target = parseFunctionTarget(text)
  if (target === undefined) throw invalidParameter(texts.invalidFunctionArn(text))
  const { functionName, accountId, region } = target
  if (
    target.qualifier !== undefined &&
    separateQualifier !== undefined &&
    target.qualifier !== separateQualifier
  ) {
    throw invalidParameter(texts.qualifierMismatch)
  }
  const isElsewhere =
    (accountId !== undefined && accountId !== settings.accountId) ||
    (region !== undefined && region !== settings.region)
  if (isElsewhere) throw resourceNotFound(texts.functionNotFound(text))
  const lookup = functions.find(functionName, target.qualifier ?? separateQualifier)
  if (lookup.kind === "not-found") throw resourceNotFound(texts.functionNotFound(lookup.arn))
  return lookup.target
}
