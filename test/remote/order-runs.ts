import type { RemoteFunction } from "durable-test-runner/remote"
import {
  DurableTestRunner,
  type DurableTestRunnerOptions,
  type Execution,
  explore,
} from "../../src/index.ts"
import type { Verdict } from "../../src/explore.ts"
import type { fakeBank } from "./fake-bank.ts"

type Remote = RemoteFunction<unknown, unknown>

/** Runs of the orders that the functions of each language process in the same way. */
export class OrderRuns {
  readonly #order: Remote
  readonly #price: Remote
  readonly #options: DurableTestRunnerOptions

  constructor(order: Remote, price: Remote, options: DurableTestRunnerOptions = {}) {
    this.#order = order
    this.#price = price
    this.#options = options
  }

  newRunner(): DurableTestRunner {
    const runner = new DurableTestRunner({ logs: "capture", ...this.#options })
    return runner.registerFunction("price", this.#price, { durable: false })
  }

  async approved(input: object = {}): Promise<Execution> {
    const runner = this.newRunner()
    runner.completeCallback("approve", "yes", { after: { hours: 3 } })
    return runner.run(this.#order, { orderId: "o-1", ...input })
  }
}

/** Looks for what breaks a function that charges at `bank`, by default options. */
export async function exploreCharges(
  handler: Remote,
  bank: ReturnType<typeof fakeBank>,
): Promise<Verdict> {
  return explore(handler, {
    prepare: () => {
      bank.charges.length = 0
    },
    observe: () => [...bank.charges],
  })
}
