/** One search to its end, in a process of its own. */
import { serveRequests } from "../serve-requests.ts"
import { exhaust, exhaustionCases, nameOf } from "./exhaustion.ts"
import type { ExhaustionFacts } from "./exhaustion.ts"

const [name] = process.argv.slice(2)
const search = exhaustionCases.find((candidate) => nameOf(candidate) === name)
if (search === undefined) throw new Error(`No search is named "${name}".`)

let facts: ExhaustionFacts | undefined

serveRequests({
  run: async () => {
    const found = await exhaust(search)
    if (facts !== undefined && facts.schedules !== found.schedules) {
      throw new Error(`The same search made ${facts.schedules} runs, then ${found.schedules}.`)
    }
    facts = found
  },
  facts: () => facts,
})
