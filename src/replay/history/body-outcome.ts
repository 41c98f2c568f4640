/** How one attempt of the body of a step or a condition ended. */
export type BodyOutcome =
  | { readonly kind: "returned"; readonly value: unknown }
  | { readonly kind: "threw"; readonly error: unknown }
