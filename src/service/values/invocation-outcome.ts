import type { ErrorObject } from "@aws-sdk/client-lambda"

/** How the invocation of a durable function ended. */
export type InvocationOutcome =
  /** Whatever the handler returned; the service judges it (section 2.3). */
  | { readonly kind: "returned"; readonly output: unknown }
  /** Thrown, crashed or timed out (section 2.4). */
  | { readonly kind: "failed"; readonly error: ErrorObject }

/** How the invocation of a plain function for a CHAINED_INVOKE ended (section 7). */
export type PlainInvocationOutcome =
  | { readonly kind: "returned"; readonly payload: Uint8Array | string | undefined }
  | { readonly kind: "failed"; readonly error: ErrorObject }
