import type { DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

/** A handler that does what one requirement asks for, with what it needs around it. */
export interface ConformanceCase {
  /** A few words of our own for the report. */
  readonly title: string
  readonly handler: DurableLambdaHandler
  /** Targets of chained invokes, by the name they are deployed under. */
  readonly functions?: Readonly<Record<string, TargetFunction>>
  readonly gap?: LanguageGap
}

export interface TargetFunction {
  readonly handler: DurableLambdaHandler
  readonly durable: boolean
}

/** A requirement that the JavaScript SDK cannot meet in full. */
interface LanguageGap {
  readonly reason: string
  /** Expected log records may be missing only if they ask for one of these fields. */
  readonly missingLogFields: readonly string[]
}

/** Makes a fresh case, so that two runs share nothing. */
type CaseFactory = () => ConformanceCase

/** The cases of a suite by requirement id. */
export type CaseSuite = Readonly<Record<string, CaseFactory>>
