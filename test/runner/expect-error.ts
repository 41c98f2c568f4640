type ErrorClass<E> = abstract new (...args: never[]) => E

/** The error that `promise` rejects with, which must be of `errorClass`. */
export async function expectRejection<E>(
  promise: Promise<unknown>,
  errorClass: ErrorClass<E>,
): Promise<E> {
  const outcome = await promise.then(
    (value: unknown) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ("value" in outcome) throw new Error(`Expected ${errorClass.name}, and nothing was thrown.`)
  if (outcome.error instanceof errorClass) return outcome.error
  throw new Error(`Expected ${errorClass.name}, got ${String(outcome.error)}`, {
    cause: outcome.error,
  })
}

/** The error that `call` throws, which must be of `errorClass`. */
export function expectError<E>(call: () => unknown, errorClass: ErrorClass<E>): E {
  try {
    call()
  } catch (error) {
    if (error instanceof errorClass) return error
    throw new Error(`Expected ${errorClass.name}, got ${String(error)}`, { cause: error })
  }
  throw new Error(`Expected ${errorClass.name}, and nothing was thrown.`)
}
