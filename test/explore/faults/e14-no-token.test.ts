import { DurableTestRunner, explore } from "durable-test-runner"
import { describe, expect, test } from "vitest"
import { SDKS, VERSIONS, type Version } from "../../sdk-versions/sdks.ts"
import { ON_ONE_PAGE, problemOf } from "../exploring.ts"

const BOUNDS = { failures: false, progress: false, maxSchedules: 400 } as const

/** SDK versions up to 2.4.0 know a stale token by this text only, and then they let the service try again. */
const KNOWN_TEXT = { runner: { service: { staleTokenText: "Invalid Checkpoint Token" } } }

const handlers = {
  "two steps": (version: Version) =>
    SDKS[version].withDurableExecution(async (_event: unknown, c) => {
      await c.step("charge", async () => "paid")
      return c.step("ship", async () => "shipped")
    }),
  "a step beside a wait": (version: Version) =>
    SDKS[version].withDurableExecution(async (_event: unknown, c) => {
      await Promise.all([c.wait("rest", { minutes: 1 }), c.step("charge", async () => "paid")])
      return "done"
    }),
  "a child context": (version: Version) =>
    SDKS[version].withDurableExecution(async (_event: unknown, c) =>
      c.runInChildContext("order", async (child) => {
        await child.step("charge", async () => "paid")
        return child.step("ship", async () => "shipped")
      }),
    ),
  "a callback": (version: Version) =>
    SDKS[version].withDurableExecution(async (_event: unknown, c) =>
      c.waitForCallback("approve", async () => {}),
    ),
}

const cases = VERSIONS.flatMap((version) =>
  Object.entries(handlers).map(([shape, make]) => ({ version, shape, make })),
)

describe("A checkpoint is answered without a token (E14)", () => {
  test.each(cases)(
    "SDK $version keeps the old token, and the execution fails: $shape",
    async ({ version, make }) => {
      const verdict = await explore(make(version), {
        ...BOUNDS,
        faults: ["no-token"],
        prepare: (runner) => {
          runner.completeCallback("approve", "yes")
        },
        runner: { allowUnusedScripts: true },
      })
      expect(problemOf(verdict)).toContain("FAILED CheckpointUnrecoverableExecutionE")
      expect(verdict.message).toMatch(
        /no-token +\w+ .+ is recorded, and its answer has no token: it may record nothing more/u,
      )
    },
  )

  test.each(VERSIONS)(
    "SDK %s tries again where it knows the text of the refusal",
    async (version) => {
      const verdict = await explore(handlers["two steps"](version), {
        ...BOUNDS,
        ...KNOWN_TEXT,
        faults: ["no-token"],
      })
      expect(problemOf(verdict)).toBe("nothing")
      expect(verdict.namedStrikes["no-token"]).toBeGreaterThan(0)
      expect(verdict.message).toMatch(/; no-token in \d+ runs {2}\(/u)
    },
  )

  test("An invocation that stops there and suspends is followed by another one", async () => {
    const verdict = await explore(suspendsWithoutToken, {
      ...BOUNDS,
      ...ON_ONE_PAGE,
      faults: ["no-token"],
    })
    expect(problemOf(verdict)).toBe("nothing")
    expect(verdict.namedStrikes["no-token"]).toBeGreaterThan(0)
  })

  test("The schedule that is printed shows it again", async () => {
    const handler = handlers["two steps"]("2.4.0")
    const { failure } = await explore(handler, { ...BOUNDS, faults: ["no-token"] })
    const schedule = failure?.schedule ?? expect.fail()
    expect(schedule).toMatch(/^d2\.esal-fn/u)
    const execution = await new DurableTestRunner().replaySchedule(schedule, handler)
    expect(execution.status).toBe("FAILED")
  })
})

interface State {
  readonly Operations: readonly { readonly Id?: string; readonly Status?: string }[]
}

interface RawEvent {
  readonly DurableExecutionArn: string
  readonly CheckpointToken: string
  readonly InitialExecutionState: State
  readonly durableExecutionClient: {
    checkpoint(request: object): Promise<{ readonly CheckpointToken?: string }>
  }
}

/** As the SDK ought to: without a token it records nothing more, and returns PENDING. */
async function suspendsWithoutToken(event: RawEvent): Promise<object> {
  const { DurableExecutionArn, InitialExecutionState, durableExecutionClient: client } = event
  const known = new Map(InitialExecutionState.Operations.map(({ Id, Status }) => [Id, Status]))
  let token: string | undefined = event.CheckpointToken
  for (const Id of ["charge", "ship"]) {
    for (const Action of ["START", "SUCCEED"]) {
      if (known.get(Id) === "SUCCEEDED" || (Action === "START" && known.has(Id))) continue
      if (token === undefined) return { Status: "PENDING" }
      const Updates = [{ Id, Name: Id, Type: "STEP", Action }]
      const request: object = { DurableExecutionArn, CheckpointToken: token, Updates }
      token = (await client.checkpoint(request)).CheckpointToken
    }
  }
  return { Status: "SUCCEEDED", Result: '"shipped"' }
}
