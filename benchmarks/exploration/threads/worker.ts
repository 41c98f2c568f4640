/** One search by so many threads, in a process of its own; 0 is the thread of the process itself. */
import { explore } from "durable-test-runner"

import { serveRequests } from "../../serve-requests.ts"
import type { ThreadedSearch } from "./threaded-search.ts"

export interface ThreadsFacts {
  readonly schedules: number
}

const [search, threads] = process.argv.slice(2)
const module = new URL(`./${search}.ts`, import.meta.url)
const { default: searched } = (await import(module.href)) as { readonly default: ThreadedSearch }
const { handler, ...options } = searched
const count = Number(threads)
let schedules = 0

serveRequests({
  run: async () => {
    const workers = count === 0 ? {} : { workers: { count, module } }
    const verdict = await explore(handler, { ...options, ...workers })
    if (verdict.assertPassed().proof?.kind !== "exhaustive") {
      throw new Error("The search is not complete.")
    }
    ;({ schedules } = verdict)
  },
  facts: (): ThreadsFacts => ({ schedules }),
})
