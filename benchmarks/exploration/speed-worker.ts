/** One way to make runs of one handler, in a process of its own. */
import { serveRequests } from "../serve-requests.ts"
import { makeRuns, speedSubjects } from "./speed.ts"
import type { SpeedContestant } from "./speed.ts"

export interface SpeedFacts {
  /** How many runs each sample makes. */
  readonly runs: number
  /** The CPU time of each sample, all threads of the process together. */
  readonly cpuMs: readonly number[]
}

const [contestant, subjectName] = process.argv.slice(2) as [SpeedContestant, string]

const subject = speedSubjects.find(({ name }) => name === subjectName)
if (subject === undefined) throw new Error(`No handler is named "${subjectName}".`)

let runs: number | undefined
let cpuMs: number[] = []

serveRequests({
  run: async () => {
    const before = process.cpuUsage()
    const made = await makeRuns(subject, contestant)
    const { user, system } = process.cpuUsage(before)
    if (runs !== undefined && runs !== made) {
      throw new Error(`The same exploration made ${runs} runs, then ${made}.`)
    }
    runs = made
    cpuMs.push((user + system) / 1_000)
  },
  facts: (): SpeedFacts => {
    const facts = { runs: runs ?? 0, cpuMs }
    cpuMs = []
    return facts
  },
})
