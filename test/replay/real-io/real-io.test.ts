import { DurableTestRunner } from "durable-test-runner"
import { afterAll, beforeAll, expect, test } from "vitest"
import { OrderedServer } from "../../explore/real-io/ordered-server.ts"
import { handlerOf, Outside } from "../../explore/real-io/programs.ts"
import { refusedUrl } from "../../explore/real-io/refused-url.ts"
import { exactTimes } from "../../support/exact-times.ts"

const server = new OrderedServer(2, (path) => path)
const urls = { answers: "", refuses: "" }

beforeAll(async () => {
  urls.answers = await server.listen()
  urls.refuses = await refusedUrl()
})
afterAll(async () => server.close())

test.each([
  ["answers", "in Promise.all of steps"],
  ["refuses", "in branches of a parallel"],
  ["answers", "in submitters of callbacks"],
] as const)(
  "No replay diverges because a server %s in another order in each run, %s",
  async (what, form) => {
    const outside = new Outside()
    const piece = async (name: string): Promise<string> =>
      (await fetch(`${urls[what]}/${name}`)).text()
    const runner = new DurableTestRunner(exactTimes)
    runner.onCallback(/^[ab]$/u, async (callback) => callback.succeed("answered"))
    const { divergence, uncontrolled } = await runner.checkReplay(
      handlerOf(form, { piece, outside })(),
      undefined,
      { prepare: () => outside.reset() },
    )
    expect(divergence?.message).toBeUndefined()
    expect([undefined, "real-io"]).toContain(uncontrolled?.kind)
  },
)
