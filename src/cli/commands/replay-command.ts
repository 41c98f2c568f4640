import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { DurableTestRunner } from "../../durable-test-runner.ts"
import type { CorpusVerdict } from "../../replay/judge/replay-history.ts"
import { type CommandIo, print, printJson, styled } from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { loadHandler } from "../files/load-handler.ts"
import { readHistoryFile } from "../files/read-values.ts"
import { asUsage } from "../surroundings.ts"
import { UsageError } from "../usage-error.ts"

export interface ReplayCommandOptions {
  readonly handler: string
  readonly json?: boolean
}

/** Whether today's code goes on with the executions of these files. */
export async function replayCommand(
  io: CommandIo,
  paths: readonly string[],
  { handler: target, json = false }: ReplayCommandOptions,
): Promise<ExitCode> {
  const histories = paths.flatMap(filesOf).map((name) => ({ name, history: readHistoryFile(name) }))
  const { handler } = await loadHandler(target)
  const runner = new DurableTestRunner({ logs: "capture" })
  const corpus = await asUsage(() => runner.replayAll(handler, histories))
  if (json) printJson(io, corpus)
  else printCorpus(io, corpus)
  return corpus.verdict === "compatible" ? EXIT.fine : EXIT.wrong
}

/** A folder stands for the files of JSON in it. */
export function filesOf(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  const files = readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
  if (files.length === 0) throw new UsageError(`${path} has no file that ends with .json.`)
  return files.map((name) => join(path, name))
}

function printCorpus(io: CommandIo, { verdict, results }: CorpusVerdict): void {
  for (const result of results) {
    const colour = result.verdict === "compatible" ? "green" : "red"
    const [, text = result.message] = /^[a-z]+: (?<text>.*)$/su.exec(result.message) ?? []
    print(io, `${styled(io, colour, result.verdict)}  ${result.name}: ${text}`)
  }
  const others = results.filter((result) => result.verdict !== "compatible").length
  const files = results.length === 1 ? "1 history" : `${results.length} histories`
  print(
    io,
    verdict === "compatible"
      ? `${files}: the handler goes on with all of them.`
      : `${files}: the handler does not go on with ${others}.`,
  )
}
