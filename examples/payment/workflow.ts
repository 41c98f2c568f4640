import {
  CallbackExternalError,
  CallbackSubmitterError,
  CallbackTimeoutError,
  createRetryStrategy,
  JitterStrategy,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import type { DurableContext, DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import { parseDecline, parsePayment, parseSettlement } from "./payment.ts"
import type { Payment, PaymentOutcome, Settlement } from "./payment.ts"
import { httpProcessor } from "./processor.ts"
import type { PaymentProcessor } from "./processor.ts"

/** Charges with the first processor that is able to say yes or no, in the order given. */
export const createWorkflow = (processors: readonly PaymentProcessor[]): DurableLambdaHandler =>
  withDurableExecution(async (event: unknown, context: DurableContext): Promise<PaymentOutcome> => {
    const payment = parsePayment(event)
    for (const processor of processors) {
      const outcome = await chargeWith(context, payment, processor)
      if (outcome !== undefined) return outcome
    }
    return { status: "UNAVAILABLE", processors: processors.map(({ name }) => name) }
  })

/** The outcome, or nothing if this processor is out of order. */
const chargeWith = async (
  context: DurableContext,
  payment: Payment,
  processor: PaymentProcessor,
): Promise<PaymentOutcome | undefined> => {
  const { name } = processor
  try {
    const { transactionId } = await charge(context, payment, processor)
    return { status: "PAID", processor: name, transactionId }
  } catch (error) {
    if (error instanceof CallbackTimeoutError || error instanceof CallbackSubmitterError) {
      // It may have charged all the same, so that has to be undone before anybody else charges.
      await voidCharge(context, payment, processor)
      return undefined
    }
    if (error instanceof CallbackExternalError && parseDecline(error.errorData) !== undefined) {
      return { status: "DECLINED", processor: name, reason: error.message }
    }
    throw error
  }
}

const charge = (
  context: DurableContext,
  payment: Payment,
  processor: PaymentProcessor,
): Promise<Settlement> =>
  context.waitForCallback<Settlement>(
    `charge-${processor.name}`,
    (callbackId) =>
      processor.charge({ ...payment, callbackId, idempotencyKey: keyOf(payment, processor) }),
    {
      timeout: { minutes: 5 },
      // Whoever works on a charge says so; half a minute of silence means that nobody does.
      heartbeatTimeout: { seconds: 30 },
      retryStrategy: createRetryStrategy({
        maxAttempts: 2,
        initialDelay: { seconds: 5 },
        jitter: JitterStrategy.NONE,
      }),
      serdes: {
        deserialize: async (text) => (text === undefined ? undefined : parseSettlement(text)),
      },
    },
  )

/** Goes on for half an hour: until then nobody may charge again. */
const voidCharge = (
  context: DurableContext,
  payment: Payment,
  processor: PaymentProcessor,
): Promise<void> =>
  context.step(`void-${processor.name}`, () => processor.void(keyOf(payment, processor)), {
    retryStrategy: createRetryStrategy({
      maxAttempts: 10,
      initialDelay: { seconds: 2 },
      maxDelay: { minutes: 5 },
      backoffRate: 2,
      jitter: JitterStrategy.NONE,
    }),
  })

const keyOf = ({ orderId }: Payment, { name }: PaymentProcessor): string => `${orderId}-${name}`

export const handler: DurableLambdaHandler = createWorkflow([
  httpProcessor("acme", process.env["ACME_URL"] ?? "http://localhost:8081"),
  httpProcessor("backup", process.env["BACKUP_URL"] ?? "http://localhost:8082"),
])
