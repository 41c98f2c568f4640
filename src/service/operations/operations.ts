import type { OperationType } from "@aws-sdk/client-lambda"
import { callbackOperation } from "./callback.ts"
import { chainedInvokeOperation } from "./chained-invoke.ts"
import { contextOperation } from "./context.ts"
import { executionOperation } from "./execution.ts"
import type { AnyOperationDescriptor, OperationDescriptor } from "./operation-descriptor.ts"
import { stepOperation } from "./step.ts"
import { waitOperation } from "./wait.ts"

/** Every operation type that the service has. */
export const OPERATIONS: { readonly [Type in OperationType]: OperationDescriptor<Type> } = {
  EXECUTION: executionOperation,
  CONTEXT: contextOperation,
  STEP: stepOperation,
  WAIT: waitOperation,
  CALLBACK: callbackOperation,
  CHAINED_INVOKE: chainedInvokeOperation,
}

export function descriptorOf(type: OperationType): AnyOperationDescriptor {
  return OPERATIONS[type]
}
