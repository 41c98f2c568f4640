import type {
  DurableInstrumentationPlugin,
  InvocationInfo,
  OperationInfo,
} from "@aws/durable-execution-sdk-js"
import { createPluginLog } from "./plugin-log.ts"

const NAME = "CONFPLUGIN"

const isStep = ({ type }: OperationInfo): boolean => type === "STEP"

export const invocationPlugin = (name: string = NAME): DurableInstrumentationPlugin => {
  const log = createPluginLog(name)
  return {
    async onInvocationStart(info) {
      log.begin(info)
      log.write("invocation-start", { first: info.isFirstInvocation })
    },
    async onInvocationEnd({ status }) {
      log.write("invocation-end", { status })
    },
  }
}

/** Attempts of steps, and optionally the ends of the steps themselves. */
export const attemptPlugin = (operationEnds: boolean = false): DurableInstrumentationPlugin => {
  const log = createPluginLog(NAME)
  return {
    async onInvocationStart(info) {
      log.begin(info)
    },
    async onOperationAttemptStart(info) {
      if (isStep(info)) log.write("attempt-start", { n: info.attempt, op: info.id })
    },
    async onOperationAttemptEnd(info) {
      if (!isStep(info)) return
      log.write("attempt-end", { n: info.attempt, outcome: info.outcome, op: info.id })
    },
    async onOperationEnd(info) {
      if (!operationEnds || !isStep(info)) return
      log.write("operation-end", { op: info.id, status: info.status })
    },
  }
}

/** The waits that ended between two invocations. */
export const updatedWaitsPlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog(NAME)
  return {
    async onInvocationStart(info) {
      log.begin(info)
      for (const { id, type, status } of Object.values(info.updatedOperations)) {
        if (type !== "WAIT") continue
        log.write("updated-on-invoke", { op: id, status, first: info.isFirstInvocation })
      }
    },
  }
}

export const parentPlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog(NAME)
  return {
    async onInvocationStart(info) {
      log.begin(info)
    },
    async onOperationEnd({ id, parentId = "NONE", status }) {
      log.write("operation-end", { op: id, parent: parentId, status })
    },
  }
}

export const stepLifecyclePlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog(NAME)
  return {
    async onInvocationStart(info) {
      log.begin(info)
    },
    async onOperationStart(info) {
      if (isStep(info)) log.write("operation-start", { op: info.id, replay: info.isReplay })
    },
    async onOperationEnd(info) {
      if (isStep(info)) log.write("operation-end", { op: info.id, status: info.status })
    },
  }
}

/** Every hook on the way of a step, told to a function. */
const hooksOfStep = (
  tell: (hook: string, fields: Readonly<Record<string, unknown>>) => void,
  begin: (info: InvocationInfo) => void,
): DurableInstrumentationPlugin => ({
  async onInvocationStart(info) {
    begin(info)
    tell("invocation-start", { first: info.isFirstInvocation })
  },
  async onOperationStart(info) {
    if (isStep(info)) tell("operation-start", { op: info.id })
  },
  async onOperationAttemptStart(info) {
    if (isStep(info)) tell("attempt-start", { op: info.id })
  },
  async onOperationAttemptEnd(info) {
    if (isStep(info)) tell("attempt-end", { op: info.id, outcome: info.outcome })
  },
  async onOperationEnd(info) {
    if (isStep(info)) tell("operation-end", { op: info.id, status: info.status })
  },
  async onInvocationEnd({ status }) {
    tell("invocation-end", { status })
  },
})

export const healthyPlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog("CONFPLUGIN-HEALTHY")
  return hooksOfStep(log.write, log.begin)
}

export const faultyPlugin = (): DurableInstrumentationPlugin => {
  const log = createPluginLog("CONFPLUGIN-FAULTY")
  return hooksOfStep((hook) => {
    log.write(hook)
    throw new Error(`The plugin fails in ${hook}`)
  }, log.begin)
}
