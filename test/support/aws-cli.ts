import { execFile, spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"

/*
 * Each start of the AWS CLI costs about a second of processor time, so these run where AWS_CLI_TESTS is set, as in
 * the nightly workflow. The short part is examples/cli-approver.
 */
const isWanted = process.env["AWS_CLI_TESTS"] !== undefined

/** An older one does not know the command, and says so instead of naming what is missing. */
export const hasAws: boolean = isWanted && knowsDurableFunctions()

if (isWanted && !hasAws) {
  process.stderr.write("No AWS CLI that knows durable functions: its tests are skipped.\n")
}

function knowsDurableFunctions(): boolean {
  const { stderr } = spawnSync("aws", ["lambda", "stop-durable-execution"], { encoding: "utf8" })
  return (stderr ?? "").includes("--durable-execution-arn")
}

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** The AWS CLI in front of an endpoint. */
export class AwsCli {
  readonly #env: NodeJS.ProcessEnv
  readonly #folder: string

  constructor(url: string, folder: string) {
    this.#folder = folder
    this.#env = {
      ...process.env,
      AWS_ENDPOINT_URL_LAMBDA: url,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "any",
      AWS_SECRET_ACCESS_KEY: "any",
      AWS_DEFAULT_OUTPUT: "json",
      AWS_PAGER: "",
    }
  }

  async json(...args: string[]): Promise<Record<string, unknown>> {
    const { out, err } = await this.#run(args)
    expect(err).toBe("")
    return out === "" ? {} : (JSON.parse(out) as Record<string, unknown>)
  }

  /** The name of the error that it shows. */
  async refused(...args: string[]): Promise<string> {
    const { code, err } = await this.#run(args)
    expect(code).toBeGreaterThan(0)
    return /An error occurred \((?<name>\w+)\)/u.exec(err)?.groups?.["name"] ?? err
  }

  /** Bytes as both versions of it take them; version 2 reads text as base64. */
  blob(name: string, text: string): string {
    const path = join(this.#folder, name)
    writeFileSync(path, text)
    return `fileb://${path}`
  }

  async #run(args: readonly string[]): Promise<Ran> {
    return new Promise((resolve) => {
      execFile("aws", ["lambda", ...args], { env: this.#env }, (error, out, err) => {
        resolve({ code: error === null ? 0 : Number(error.code), out, err: err.trim() })
      })
    })
  }
}
