import type { LambdaHandler } from "../world/invocation/invocation.ts"

/*
 * What the type of a handler says of its input and its result. The SDK's wrapper says nothing: its type
 * is that of the event and the answer of an invocation. A `Handler<Order, Receipt>` of
 * `@types/aws-lambda` does, and so does a function with types of its own, such as the one that the wrapper
 * is given.
 */

type IsAny<T> = 0 extends 1 & T ? true : false

type EventOf<Handler extends LambdaHandler> = Parameters<Handler>[0]

/** `unknown` where the type leaves the input open. The event of an invocation brings the input in itself. */
export type InputOf<Handler extends LambdaHandler> =
  IsAny<EventOf<Handler>> extends true
    ? unknown
    : [EventOf<Handler>] extends [undefined | { readonly DurableExecutionArn: string }]
      ? unknown
      : EventOf<Handler>

/** Handlers of `@types/aws-lambda` may return `void`, and answer by their callback. */
type AnswerOf<Handler extends LambdaHandler> = Exclude<Awaited<ReturnType<Handler>>, void>

/** `unknown` where the type leaves the result open. */
export type ResultOf<Handler extends LambdaHandler> =
  IsAny<AnswerOf<Handler>> extends true
    ? unknown
    : [AnswerOf<Handler>] extends [{ readonly Status: unknown }]
      ? unknown
      : AnswerOf<Handler>
