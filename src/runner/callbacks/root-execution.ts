import type { DurableService } from "../../service/durable-service.ts"

/** The execution that was started from outside, and that has led to this one. */
export function rootOf(service: Pick<DurableService, "describeExecution">, arn: string): string {
  const { parent } = service.describeExecution(arn)
  return parent === undefined ? arn : rootOf(service, parent.arn)
}
