import type {
  AttemptEndInfo,
  AttemptInfo,
  DurableInstrumentationPlugin,
  InvocationEndInfo,
  InvocationInfo,
  OperationInfo,
} from "@aws/durable-execution-sdk-js"
import { createPluginLog } from "./plugin-log.ts"

// These plugins tell every field that a hook is given.

const NAME = "CONFPLUGIN"

export const invocationFieldsPlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog(NAME)
  // The type of the SDK does not have the flag on the end; a later version may.
  const common = (info: InvocationEndInfo | InvocationInfo): Record<string, unknown> => ({
    isFirstInvocation: "isFirstInvocation" in info ? info.isFirstInvocation : undefined,
    requestId: info.requestId,
    operationsCount: Object.keys(info.operations).length,
    executionStartTimestamp: info.executionStartTimestamp?.toISOString(),
  })
  return {
    async onInvocationStart(info) {
      log.begin(info)
      const updatedOperationsCount = Object.keys(info.updatedOperations).length
      log.write("invocation-start", { ...common(info), updatedOperationsCount })
    },
    async onInvocationEnd(info) {
      log.write("invocation-end", {
        ...common(info),
        status: info.status,
        terminal: info.status === "SUCCEEDED" || info.status === "FAILED",
        executionError: info.executionError?.message,
      })
    },
  }
}

const operationFields = (info: OperationInfo): Record<string, unknown> => ({
  id: info.id,
  name: info.name,
  type: info.type,
  subType: info.subType,
  parentId: info.parentId,
  startTimestamp: info.startTimestamp?.toISOString(),
  endTimestamp: info.endTimestamp?.toISOString(),
})

const attemptFields = (info: AttemptInfo): Record<string, unknown> => ({
  ...operationFields(info),
  attempt: info.attempt,
  isReplay: info.isReplay,
})

const attemptEndFields = (info: AttemptEndInfo): Record<string, unknown> => ({
  ...attemptFields(info),
  outcome: info.outcome,
  error: info.error?.message,
})

export const attemptFieldsPlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog(NAME)
  return {
    async onInvocationStart(info) {
      log.begin(info)
    },
    async onOperationAttemptStart(info) {
      if (info.type === "STEP") log.write("attempt-start", attemptFields(info))
    },
    async onOperationAttemptEnd(info) {
      if (info.type === "STEP") log.write("attempt-end", attemptEndFields(info))
    },
  }
}

export const contextFieldsPlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog(NAME)
  return {
    async onInvocationStart(info) {
      log.begin(info)
    },
    async onOperationStart(info) {
      if (info.type !== "CONTEXT") return
      log.write("operation-start", { ...operationFields(info), isReplay: info.isReplay })
    },
    wrapChildContextFn(info, run) {
      // Around a context function, `isReplay` tells whether the operations in it are replayed.
      if (info.type === "CONTEXT") {
        log.write("fn-start", { ...operationFields(info), isReplayingChildren: info.isReplay })
      }
      return run()
    },
  }
}
