import { type ServiceOptions, settingsOf } from "../../service/values/service-options.ts"
import { boolean, fn, nonNegative, oneOf, text } from "../../text/option-kinds.ts"
import { objectOf, type OptionKind, type OptionSpec } from "../../text/options.ts"

/** The options of the simulated service that a runner hands on. */
export type RunnerServiceOptions = Omit<ServiceOptions, "seed" | "pageSize">

const DEFAULTS = settingsOf({})

/** Numbers, of which some have no bound. */
function numbersOf<T extends object>(defaults: T): OptionKind<Partial<T>> {
  const number = nonNegative({ orInfinity: true })
  const names = Object.keys(defaults) as (keyof T)[]
  const entries = names.map((name) => [name, number] as const)
  return objectOf<Partial<T>>(Object.fromEntries(entries) as OptionSpec<Partial<T>>)
}

/** Some texts contain a number or a name: those are functions. */
function textsOf<T extends object>(defaults: T): OptionKind<Partial<T>> {
  const entries = Object.entries(defaults).map(([name, value]) => {
    const kind = typeof value === "function" ? fn() : text(/^[^]*$/u, "Pass a text.")
    return [name, kind] as const
  })
  return objectOf<Partial<T>>(Object.fromEntries(entries) as OptionSpec<Partial<T>>)
}

/** What each option of the service takes. Parts of an ARN are as ARNs have them. */
export const SERVICE_OPTIONS: OptionSpec<RunnerServiceOptions> = {
  partition: text(/^aws[a-z-]*$/u, 'Pass a partition of AWS, such as "aws" or "aws-cn".'),
  region: text(/^[a-z]{2}[a-z-]*-\d+$/u, 'Pass a region of AWS, such as "eu-west-1".'),
  accountId: text(/^\d{12}$/u, "Pass the twelve digits of an account, as a text."),
  limits: numbersOf(DEFAULTS.limits),
  invocationRetry: numbersOf(DEFAULTS.invocationRetry),
  staleTokenText: text(/^[^]*$/u, "Pass a text."),
  errorTexts: textsOf(DEFAULTS.texts),
  historyIncludesExecutionData: boolean(),
  emptyCallbackFailureInvokes: boolean(),
  pendingReinvocation: oneOf(["untold-changes", "any-trigger"]),
  enforceSynchronousTimeout: boolean(),
  allowUnqualifiedInvokes: boolean(),
}
