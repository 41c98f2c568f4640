import { DurableTestRunner } from "durable-test-runner"
import type { DurableTestRunnerOptions, Duration, Execution } from "durable-test-runner"
import type { Chooser } from "durable-test-runner/explore"
import { describe, expect, it } from "vitest"

import { FakeDesk } from "./fakes.ts"
import type { Draft } from "./review.ts"
import { createWorkflow } from "./workflow.ts"

const DAY_MS = 86_400_000

const draft: Draft = { documentId: "d-7", title: "Terms of service" }
const reviewers = ["legal", "finance", "security"]

/** What a reviewer does, and after how much time. Who is not named says nothing. */
type Behaviour = readonly ["approves" | "rejects", Duration]

interface Review {
  readonly execution: Execution
  readonly desk: FakeDesk
  /** Those whose answer the service took. */
  readonly heard: readonly string[]
}

/** One external system plays all reviewers: each of them gets the callback of that name. */
const review = async (
  behaviours: Readonly<Record<string, Behaviour>>,
  desk: FakeDesk = new FakeDesk(),
  options: DurableTestRunnerOptions = {},
): Promise<Review> => {
  const runner = new DurableTestRunner(options)
  const heard: string[] = []
  runner.onCallback(/^review-/, async (callback) => {
    const reviewer = callback.name?.replace("review-", "") ?? ""
    const behaviour = behaviours[reviewer]
    if (behaviour === undefined) return
    const [verdict, after] = behaviour
    await callback.sleep(after)
    if (!callback.isPending) return
    await (verdict === "approves"
      ? callback.succeed()
      : callback.fail({ ErrorType: "Rejected", ErrorMessage: "Not like this" }))
    heard.push(reviewer)
  })
  const execution = await runner.run(createWorkflow({ desk, reviewers }), draft)
  return { execution, desk, heard }
}

describe("a quorum of two", () => {
  it("publishes as soon as it is reached, and dismisses who has not answered", async () => {
    const { execution, desk, heard } = await review({
      security: ["approves", { hours: 2 }],
      legal: ["approves", { hours: 5 }],
      finance: ["approves", { days: 2 }],
    })

    expect(execution.result).toEqual({ status: "PUBLISHED", approvedBy: ["legal", "security"] })
    expect(desk.published).toEqual([draft])
    expect(desk.dismissed).toEqual(["finance"])
    expect(heard).toEqual(["security", "legal"])
    expect(execution.durationMs).toBeLessThan(DAY_MS)
  })

  it("may be reached against one rejection", async () => {
    const { execution } = await review({
      legal: ["rejects", { hours: 1 }],
      finance: ["approves", { hours: 2 }],
      security: ["approves", { hours: 3 }],
    })

    expect(execution.result).toEqual({ status: "PUBLISHED", approvedBy: ["finance", "security"] })
  })

  it("may be reached although one says nothing for three days", async () => {
    const { execution } = await review({
      legal: ["approves", { hours: 1 }],
      finance: ["approves", { days: 2, hours: 23 }],
    })

    expect(execution.result).toMatchObject({ status: "PUBLISHED" })
  })

  it("is out of reach after two rejections, whatever the third would say", async () => {
    const { execution, desk } = await review({
      legal: ["rejects", { hours: 1 }],
      finance: ["rejects", { hours: 2 }],
      security: ["approves", { hours: 3 }],
    })

    expect(execution.result).toEqual({
      status: "NOT_PUBLISHED",
      rejectedBy: ["legal", "finance"],
      silent: [],
    })
    expect(desk.dismissed).toEqual(["security"])
    expect(desk.published).toEqual([])
  })

  it("is out of reach when only one has answered in three days", async () => {
    // The service answers at once, whatever the suite runs with: the time is exact here.
    const options = { checkpointLatency: {} }
    const { execution } = await review({ legal: ["approves", { hours: 1 }] }, undefined, options)

    expect(execution.result).toEqual({
      status: "NOT_PUBLISHED",
      rejectedBy: [],
      silent: ["finance", "security"],
    })
    expect(execution.durationMs).toBe(3 * DAY_MS)
  })

  it.each<[string, Chooser]>([
    ["the oldest event first", { choose: () => 0 }],
    ["the newest event first", { choose: (enabled) => enabled.length - 1 }],
  ])("counts answers of one instant alike, %s", async (_order, chooser) => {
    const at = { hours: 1 }
    const { execution, desk } = await review(
      { legal: ["approves", at], finance: ["rejects", at], security: ["approves", at] },
      new FakeDesk(),
      { chooser },
    )

    expect(execution.result).toEqual({ status: "PUBLISHED", approvedBy: ["legal", "security"] })
    expect(desk.published).toEqual([draft])
  })
})

describe("a straggler", () => {
  it("answers to nobody once the review is over", async () => {
    const runner = new DurableTestRunner()
    runner.completeCallback("review-legal", undefined, { after: { hours: 1 } })
    runner.completeCallback("review-finance", undefined, { after: { hours: 2 } })
    const late = { after: { days: 2 }, expectRefused: true }
    runner.failCallback("review-security", "Too late", late)

    const desk = new FakeDesk()
    const execution = await runner.run(createWorkflow({ desk, reviewers }), draft)

    expect(execution.result).toEqual({ status: "PUBLISHED", approvedBy: ["legal", "finance"] })
    expect(execution.deliveries.at(-1)?.refused?.name).toBe("CallbackTimeoutException")
    // The callback in its branch stays as it was: nobody waits for it any more.
    expect(execution.operation("review-security").status).toBe("STARTED")
  })
})

describe("a reviewer who cannot be asked", () => {
  it("is tried for a while and then counts as one who says nothing", async () => {
    const desk = new FakeDesk()
    desk.unreachable.add("legal")

    const { execution } = await review(
      { finance: ["approves", { hours: 1 }], security: ["approves", { hours: 2 }] },
      desk,
    )

    expect(execution.result).toEqual({ status: "PUBLISHED", approvedBy: ["finance", "security"] })
    expect(execution.operation("review-legal").error?.ErrorMessage).toBe("No such reviewer")
  })

  it("fails the execution if the quorum is missed because of that", async () => {
    const desk = new FakeDesk()
    desk.unreachable.add("legal").add("security")

    const { execution } = await review({ finance: ["approves", { hours: 1 }] }, desk)

    expect(execution.status).toBe("FAILED")
    expect(execution.error).toMatchObject({ ErrorMessage: "No such reviewer" })
  })
})

it("fails at once when there is no draft", async () => {
  const workflow = createWorkflow({ desk: new FakeDesk(), reviewers })
  const execution = await new DurableTestRunner().run(workflow, { title: "No id" })

  expect(execution.error).toMatchObject({ ErrorType: "InvalidDraftError" })
  expect(execution.operations).toEqual([])
})
