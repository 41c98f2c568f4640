import { LambdaClient } from "@aws-sdk/client-lambda"
import {
  CallbackExternalError,
  CallbackTimeoutError,
  createRetryStrategy,
  JitterStrategy,
  withDurableExecution,
} from "@aws/durable-execution-sdk-js"
import type { DurableContext, DurableLambdaHandler } from "@aws/durable-execution-sdk-js"

import { lambdaApprovalDesk } from "./approval-desk.ts"
import type { ApprovalDesk } from "./approval-desk.ts"
import { parseApproval, parseRejection } from "./decision.ts"
import type { Approval, OrderDecision } from "./decision.ts"
import { parseOrder, totalCents } from "./order.ts"
import type { Order } from "./order.ts"
import { httpWarehouse, WarehouseUnavailableError } from "./warehouse.ts"
import type { Reservation, Warehouse } from "./warehouse.ts"

export interface WorkflowServices {
  readonly approvals: ApprovalDesk
  readonly warehouse: Warehouse
}

/** An order becomes a reservation once a person has approved it. */
export const createWorkflow = ({ approvals, warehouse }: WorkflowServices): DurableLambdaHandler =>
  withDurableExecution(async (event: unknown, context: DurableContext): Promise<OrderDecision> => {
    const order = parseOrder(event)
    try {
      const { approvedBy } = await askForApproval(context, order, approvals)
      const reservation = await reserveStock(context, order, warehouse)
      return reservation.kind === "reserved"
        ? { status: "APPROVED", approvedBy, reservationId: reservation.reservationId }
        : { status: "OUT_OF_STOCK", approvedBy, sku: reservation.sku }
    } catch (error) {
      return decisionWithoutApproval(error)
    }
  })

const askForApproval = (
  context: DurableContext,
  order: Order,
  approvals: ApprovalDesk,
): Promise<Approval> =>
  context.waitForCallback<Approval>(
    "approve",
    (callbackId) => approvals.submit({ callbackId, order, totalCents: totalCents(order) }),
    {
      timeout: { hours: 24 },
      // Whoever works on the request sends heartbeats; silence means that nobody does.
      heartbeatTimeout: { minutes: 30 },
      retryStrategy: createRetryStrategy({
        maxAttempts: 3,
        initialDelay: { seconds: 10 },
        jitter: JitterStrategy.NONE,
      }),
      serdes: {
        deserialize: async (text) => (text === undefined ? undefined : parseApproval(text)),
      },
    },
  )

const reserveStock = (
  context: DurableContext,
  order: Order,
  warehouse: Warehouse,
): Promise<Reservation> =>
  context.step("reserve-stock", () => warehouse.reserve(order), {
    retryStrategy: createRetryStrategy({
      maxAttempts: 5,
      initialDelay: { seconds: 2 },
      backoffRate: 2,
      jitter: JitterStrategy.NONE,
      retryableErrorTypes: [WarehouseUnavailableError],
    }),
  })

/** A "no" and no answer are outcomes; every other error fails the execution, and somebody looks. */
const decisionWithoutApproval = (error: unknown): OrderDecision => {
  if (error instanceof CallbackTimeoutError) return { status: "EXPIRED", reason: error.message }
  if (error instanceof CallbackExternalError) {
    const rejection = parseRejection(error.errorData)
    if (rejection !== undefined) {
      return { status: "REJECTED", rejectedBy: rejection.rejectedBy, reason: error.message }
    }
  }
  throw error
}

export const handler: DurableLambdaHandler = createWorkflow({
  approvals: lambdaApprovalDesk(
    new LambdaClient({}),
    process.env["APPROVER_FUNCTION"] ?? "order-approver",
  ),
  warehouse: httpWarehouse(process.env["WAREHOUSE_URL"] ?? "http://localhost:8080"),
})
