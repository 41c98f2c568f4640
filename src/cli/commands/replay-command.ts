import type { CorpusVerdict } from "../../replay/judge/replay-history.ts"
import { type CommandIo, print, printJson, styled } from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { createRunner } from "./command-runner.ts"
import { loadHandler } from "../files/load-handler.ts"
import { filesOf, readHistoryFile } from "../files/read-values.ts"
import { asUsage } from "../surroundings.ts"

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
  const runner = createRunner()
  const corpus = await asUsage(() => runner.replayAll(handler, histories))
  if (json) printJson(io, corpus)
  else printCorpus(io, corpus)
  return corpus.verdict === "compatible" ? EXIT.fine : EXIT.wrong
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
      ? `${files}: the handler can continue all of them.`
      : `${files}: the handler cannot continue ${others}.`,
  )
}
