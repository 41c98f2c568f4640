import type { Article } from "./catalogue.ts"

export interface TranslationJob {
  readonly callbackId: string
  readonly article: Article
  readonly language: string
}

/** People who translate, hours later. They answer each job's callback with the text alone. */
export interface Agency {
  /** Takes a job or refuses it; a callback id is taken once. */
  submit(job: TranslationJob): Promise<void>
}

export const httpAgency = (baseUrl: string): Agency => ({
  async submit(job) {
    const response = await fetch(`${baseUrl}/jobs`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(job),
    })
    if (!response.ok) throw new Error(`The agency answered ${response.status}.`)
  },
})
