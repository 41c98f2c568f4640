import { explore } from "durable-test-runner"
import type { Verdict } from "durable-test-runner/explore"
import { afterAll, describe, expect, test } from "vitest"
import { onePage } from "../../support/one-page.ts"
import { KINDS, type RealWork } from "./kinds.ts"
import { type Bug, type FORMS, handlerOf, Outside } from "./programs.ts"
import { refusedUrl } from "./refused-url.ts"

/** Kinds of real work, how two pieces of it are awaited at once, and a bug that it must not hide. */
const CASES: readonly (readonly [kind: string, form: keyof typeof FORMS, bug: Bug])[] = [
  ["fetches of a server", "in Promise.all of steps", "double charge"],
  ["requests of node:http", "in branches of a parallel", "check then act"],
  ["requests over a kept connection", "in Promise.all of steps", "memory"],
  ["name lookups", "in items of a map", "memory"],
  ["files of different sizes", "in branches of a parallel", "memory"],
  ["work of the thread pool", "in Promise.all of steps", "check then act"],
  ["child processes", "in submitters of callbacks", "check then act"],
  ["a worker thread", "in items of a map", "double charge"],
]

const FOUND_AS: Readonly<Record<Bug, string>> = {
  "double charge": "crash-refinement",
  "check then act": "replay-determinism",
  memory: "crash-refinement",
}

const works = new Map<string, RealWork>()
afterAll(async () => {
  for (const { close } of works.values()) await close()
})

async function exploreCase(kind: string, form: string, bug?: Bug): Promise<Verdict> {
  const work = works.get(kind) ?? (await KINDS[kind]?.())
  if (work === undefined) throw new Error(`There is no work ${kind}.`)
  works.set(kind, work)
  const outside = new Outside()
  const createHandler = handlerOf(form, { piece: work.piece, outside, ...(bug && { bug }) })
  return explore(createHandler(), {
    createHandler,
    prepare: (runner) => {
      outside.reset()
      runner.onCallback(/^[ab]$/u, async (callback) => callback.succeed("answered"))
    },
    observe: () => outside.observed,
    runner: onePage,
    failures: false,
    progress: false,
    maxSchedules: bug === undefined ? 12 : 30,
    maxShrinkRuns: 2,
  })
}

describe.each(CASES)("%s, %s", (kind, form, bug) => {
  test("decide nothing: a right handler passes", async () => {
    const { message } = await exploreCase(kind, form)
    expect(message).toMatch(/: no violation\n/u)
    expect(message).toContain("not checked  other results of the real I/O in step")
  })

  test(`hide no bug: ${bug}`, async () => {
    const { failure, uncontrolled } = await exploreCase(kind, form, bug)
    expect(uncontrolled).toBeUndefined()
    expect(failure?.violation.invariant).toBe(FOUND_AS[bug])
    expect(failure?.trace).not.toEqual([])
  })
})

/** The SDK draws the delay of each retry by chance, in the order in which the bodies have failed. */
test.each(["in branches of a parallel", "in submitters of callbacks"])(
  "retries of refused connections decide nothing, %s",
  async (form) => {
    const url = await refusedUrl()
    const outside = new Outside()
    const piece = async (name: string): Promise<string> => (await fetch(`${url}/${name}`)).text()
    const createHandler = handlerOf(form, { piece, outside })
    const { message } = await explore(createHandler(), {
      createHandler,
      prepare: () => outside.reset(),
      observe: () => outside.observed,
      without: ["success"],
      runner: onePage,
      failures: false,
      progress: false,
      maxSchedules: 10,
    })
    expect(message).toMatch(/: no violation\n/u)
  },
)
