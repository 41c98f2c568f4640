import type { Agency, TranslationJob } from "./agency.ts"
import type { TranslationOrder } from "./catalogue.ts"

export const orderOf = (articles: number): TranslationOrder => ({
  language: "de",
  articles: Array.from({ length: articles }, (_, index) => ({
    sku: `sku-${index}`,
    text: `text ${index}`,
  })),
})

/** An agency that keeps the jobs it has taken, by callback id. */
export class FakeAgency implements Agency {
  readonly jobs: Map<string, TranslationJob> = new Map()
  /** How many of them nobody had answered yet, at most. */
  mostOpenJobs = 0
  #openJobs = 0
  /** The articles whose next submission fails. */
  readonly failsOnceFor: Set<string> = new Set()

  async submit(job: TranslationJob): Promise<void> {
    if (this.failsOnceFor.delete(job.article.sku)) throw new Error("The agency is down")
    if (this.jobs.has(job.callbackId)) throw new Error("This job was taken already.")
    this.jobs.set(job.callbackId, job)
    this.mostOpenJobs = Math.max(this.mostOpenJobs, ++this.#openJobs)
  }

  /** Somebody has dealt with the job of this callback. */
  close(callbackId: string): TranslationJob {
    const job = this.jobs.get(callbackId)
    if (job === undefined) throw new Error("There is no such job.")
    this.#openJobs--
    return job
  }
}
