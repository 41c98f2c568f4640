import type { NamedOperation } from "../../world/globals/patch/probe.ts"
import type { Invocation } from "../../world/invocation/invocation.ts"
import type { World } from "../../world/world.ts"

/** What the SDK tells the service of an operation, and its async context does not. */
export interface SentOperation {
  readonly name: string | undefined
  readonly subType: string | undefined
}

interface Named {
  readonly Id?: string | undefined
  readonly Name?: string | undefined
  readonly SubType?: string | undefined
}

/**
 * The operations that the SDK has named in its checkpoints. The body of a step begins before the
 * checkpoint that starts the step is sent, so who needs to know more of the step waits for that.
 */
export class SentOperations {
  readonly #operations: Map<string, SentOperation> = new Map()
  readonly #waiting: Map<string, () => void> = new Map()

  /** Takes in what the service knows already: a double may come in the middle of a run. */
  catchUp({ service }: World): void {
    for (const arn of service.executionArns()) {
      for (const operation of service.operations(arn)) this.#add(arn, operation)
    }
  }

  /** The SDK has named an operation that it has not sent yet. */
  named({ identity }: Invocation, id: string, { name, subType }: NamedOperation): void {
    this.#add(identity.durableExecutionArn, { Id: id, Name: name, SubType: subType })
  }

  /** The SDK sends `request`. */
  sends({ identity }: Invocation, request: object): void {
    const { Updates = [] } = request as { readonly Updates?: readonly Named[] }
    for (const { Id = "", Name, SubType } of Updates) {
      this.#add(identity.durableExecutionArn, { Id, Name, SubType })
      const waiting = `${identity.requestId} ${Id}`
      this.#waiting.get(waiting)?.()
      this.#waiting.delete(waiting)
    }
  }

  find({ identity }: Invocation, id: string): SentOperation | undefined {
    return this.#operations.get(`${identity.durableExecutionArn} ${id}`)
  }

  /** Settles when this invocation has sent the operation: never, if it ends before. */
  async whenSent(invocation: Invocation, id: string): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.set(`${invocation.identity.requestId} ${id}`, resolve)
    })
  }

  #add(arn: string | undefined, { Id, Name, SubType }: Named): void {
    const key = `${arn} ${Id}`
    if (!this.#operations.has(key)) this.#operations.set(key, { name: Name, subType: SubType })
  }
}
