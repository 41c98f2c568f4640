import { EXECUTION_ARN_PATTERN } from "../values/arn.ts"
import type { IntegerConstraint, StringConstraint } from "./constraint.ts"

/*
 * The field constraints of the API model (section 1.2). Patterns stand here as the model has them,
 * because the service prints them so: without anchors, although the whole value must match.
 */

/** All of one shape: every member of every request is read by the same code. */
function constrain({
  required = false,
  minLength,
  maxLength,
  pattern,
}: Partial<Omit<StringConstraint, "matches">>): StringConstraint {
  const matches = pattern === undefined ? undefined : new RegExp(`^(?:${pattern})$`)
  return { required, minLength, maxLength, pattern, matches }
}

const longestPayload = 6_291_456
/** 366 days: the longest wait, retry delay and execution time-out. */
export const longestDelaySeconds = 31_622_400

export const durableExecutionArn: StringConstraint = constrain({
  required: true,
  minLength: 1,
  maxLength: 1024,
  pattern: EXECUTION_ARN_PATTERN,
})

export const durableExecutionName: StringConstraint = constrain({
  minLength: 1,
  maxLength: 64,
  pattern: "[a-zA-Z0-9-_]+",
})

export const checkpointToken: StringConstraint = constrain({
  required: true,
  minLength: 1,
  maxLength: 2048,
  pattern: "[A-Za-z0-9+/]+={0,2}",
})

export const clientToken: StringConstraint = constrain({
  minLength: 1,
  maxLength: 64,
  pattern: String.raw`[\x21-\x7E]+`,
})

export const operationId: StringConstraint = constrain({
  minLength: 1,
  maxLength: 64,
  pattern: "[a-zA-Z0-9-_]+",
})

export const operationName: StringConstraint = constrain({
  minLength: 1,
  maxLength: 256,
  pattern: String.raw`[\x20-\x7E]+`,
})

export const subType: StringConstraint = constrain({
  minLength: 1,
  maxLength: 32,
  pattern: "[a-zA-Z0-9-_]+",
})

export const requiredText: StringConstraint = constrain({ required: true })
/** A function as a request names it; what it names is found out by `parseFunctionTarget`. */
export const functionTarget: StringConstraint = constrain({ required: true, minLength: 1 })
export const text: StringConstraint = constrain({})
export const payload: StringConstraint = constrain({ maxLength: longestPayload })

export const delaySeconds: IntegerConstraint = { min: 1, max: longestDelaySeconds }
export const callbackTimeoutSeconds: IntegerConstraint = { min: 0 }
export const executionTimeoutSeconds: IntegerConstraint = { min: 1, max: longestDelaySeconds }
export const retentionPeriodInDays: IntegerConstraint = { min: 1, max: 90 }

export const targetFunctionName: StringConstraint = constrain({
  required: true,
  minLength: 1,
  maxLength: 256,
})

export const tenantId: StringConstraint = constrain({
  minLength: 1,
  maxLength: 256,
  pattern: String.raw`[a-zA-Z0-9\._:\/=+\-@ ]+`,
})

/** The pattern of a callback id is checked by decoding it (section 6.3). */
export const callbackId: StringConstraint = constrain({
  required: true,
  minLength: 1,
  maxLength: 1024,
})

export const maxItems: IntegerConstraint = { min: 0, max: 1000 }

export const qualifier: StringConstraint = constrain({
  minLength: 1,
  maxLength: 128,
  pattern: String.raw`\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+`,
})

/** The name of a function that is registered; targets of requests may be ARNs. */
export const registeredFunctionName: StringConstraint = constrain({
  required: true,
  minLength: 1,
  maxLength: 140,
  pattern: "[a-zA-Z0-9-_]+",
})

export const functionVersion: StringConstraint = constrain({
  pattern: String.raw`(\$LATEST|[0-9]+)`,
})
export const functionAlias: StringConstraint = constrain({
  required: true,
  minLength: 1,
  maxLength: 128,
  // Digits alone would be a version.
  pattern: String.raw`(?!^[0-9]+$)([a-zA-Z0-9-_]+)`,
})
