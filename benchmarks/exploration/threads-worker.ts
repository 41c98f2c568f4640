/** One search by so many threads, in a process of its own; 0 is the thread of the process itself. */
import { explore } from "durable-test-runner"

import { serveRequests } from "../serve-requests.ts"
import explored from "./threads-subject.ts"

export interface ThreadsFacts {
  readonly schedules: number
}

const threads = Number(process.argv[2])
const { handler, ...options } = explored
const module = new URL("./threads-subject.ts", import.meta.url)
let schedules = 0

serveRequests({
  run: async () => {
    const workers = threads === 0 ? {} : { workers: { count: threads, module } }
    const verdict = await explore(handler, { ...options, ...workers })
    if (verdict.assertPassed().proof?.kind !== "exhaustive") {
      throw new Error("The search is not complete.")
    }
    ;({ schedules } = verdict)
  },
  facts: (): ThreadsFacts => ({ schedules }),
})
