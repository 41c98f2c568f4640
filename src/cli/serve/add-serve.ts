import { type Command, Option } from "commander"
import type { CommandIo } from "../command-io.ts"
import type { ServeCommandOptions } from "../commands/serve-command.ts"
import type { ExitCode } from "../exit-code.ts"

const append = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
]

export function addServe(program: Command, io: CommandIo, done: (code: ExitCode) => void): void {
  program
    .command("serve")
    .argument(
      "[files...]",
      "files of handlers; the function is called as its file, or as #name says",
    )
    .description("Serve functions behind a port, as AWS does, until ctrl-C.")
    .addOption(
      new Option(
        "--function <name=file or command>",
        "a durable function: a file, or what starts a process",
      ).argParser(append),
    )
    .addOption(
      new Option(
        "--plain <name=file or command>",
        "the same for a function that is not durable",
      ).argParser(append),
    )
    .addOption(
      new Option(
        "--scenario <file>",
        "for each execution, or with name=file for those of one function",
      ).argParser(append),
    )
    .option("--port <number>", "0 is one that is free", "9014")
    .option("--host <name>", "where to listen", "127.0.0.1")
    .option("--allow-remote", "let other machines connect; no signature is checked")
    .addOption(
      new Option("--allowed-host <name>", "what else clients call this machine").argParser(append),
    )
    .option("--clock <virtual, real or 100x>", "how time passes", "virtual")
    .option("--real-timeout <time>", "how long code may work without a sign of life", "60s")
    .option("--seed <text>", "of all ids (default: another one each time)")
    .option("--json", "print an object for each thing that happens, one on a line")
    .addHelpText("after", EXAMPLES)
    .action(async (files: readonly string[], options: ServeCommandOptions) => {
      const { serveCommand } = await import("../commands/serve-command.ts")
      done(await serveCommand(io, files, options))
    })
}

const EXAMPLES = `
Examples:
  $ npx durable-test-runner serve src/order.ts --scenario scenarios/approved.yaml
  $ npx durable-test-runner serve --function order='python3 -m order' --plain price=src/price.ts
  $ npx durable-test-runner serve src/order.ts --clock 100x --json

  $ export AWS_ENDPOINT_URL_LAMBDA=http://127.0.0.1:9014
  $ aws lambda invoke --function-name 'order:$LATEST' --invocation-type Event --payload '{}' out.json
  $ curl -X POST http://127.0.0.1:9014/advance -d '{"duration":"24h"}'

  $ DURABLE_EXECUTIONS_EXTERNAL_EMULATOR_PORT=9014 sam local invoke Order

A virtual clock jumps to what is due next, and stands still while a callback waits for somebody outside. /advance
lets time pass all the same.`
