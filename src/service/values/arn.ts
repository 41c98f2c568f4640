import type { ServiceSettings } from "./service-options.ts"

/** The constraint the model puts on a durable execution's ARN, as the model has it (section 1.2). */
export const EXECUTION_ARN_PATTERN: string = String.raw`arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)/durable-execution/([a-zA-Z0-9_-]+)/([a-zA-Z0-9_-]+)`

export const executionArnPattern: RegExp = new RegExp(`^${EXECUTION_ARN_PATTERN}$`)

/** Where the simulated service lives. */
export type Locality = Pick<ServiceSettings, "partition" | "region" | "accountId">

export function functionArn(locality: Locality, functionName: string, qualifier: string): string {
  const { partition, region, accountId } = locality
  return `arn:${partition}:lambda:${region}:${accountId}:function:${functionName}:${qualifier}`
}

export function executionArn(
  qualifiedFunctionArn: string,
  executionName: string,
  executionId: string,
): string {
  return `${qualifiedFunctionArn}/durable-execution/${executionName}/${executionId}`
}

/** Whether an ARN is one this service could have made, by its account and region. */
export function isOfLocality(arn: string, locality: Locality): boolean {
  const [, partition, region, accountId] = executionArnPattern.exec(arn) ?? []
  return (
    partition === locality.partition &&
    region === locality.region &&
    accountId === locality.accountId
  )
}
