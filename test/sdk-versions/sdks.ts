import * as current from "@aws/durable-execution-sdk-js"
import * as v1_1_7 from "sdk-1.1.7"
import * as v2_0_0 from "sdk-2.0.0"
import * as v2_2_0 from "sdk-2.2.0"

/** What every version of the SDK has, with the types of the newest. */
export type Sdk = Pick<
  typeof current,
  "StepSemantics" | "createRetryStrategy" | "withDurableExecution"
>

export type Version = "1.1.7" | "2.0.0" | "2.2.0" | "2.4.0"

/** The versions that the project is tested with, oldest first. */
export const SDKS: Readonly<Record<Version, Sdk>> = {
  "1.1.7": v1_1_7 as unknown as Sdk,
  "2.0.0": v2_0_0 as unknown as Sdk,
  "2.2.0": v2_2_0 as unknown as Sdk,
  "2.4.0": current,
}

export const VERSIONS = Object.keys(SDKS) as readonly Version[]
