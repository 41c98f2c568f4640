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
      "files of handlers; a function has the name of its file, or the one after #",
    )
    .description("Serve functions behind a port, as AWS does, until ctrl-C.")
    .addOption(
      new Option(
        "--function <name=file or command>",
        "a durable function: a file, or a command that starts a process",
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
        "a scenario for each execution, or with name=file for those of one function",
      ).argParser(append),
    )
    .option("--port <number>", "the port; 0 picks a free one", "9014")
    .option("--host <name>", "the address to listen on", "127.0.0.1")
    .option("--allow-remote", "let other machines connect; the server checks no signature")
    .addOption(
      new Option(
        "--allowed-host <name>",
        "another name that clients use for this machine",
      ).argParser(append),
    )
    .option("--clock <virtual, real or 100x>", "how time passes", "virtual")
    .option("--real-timeout <time>", "how long a function may work without a sign of life", "60s")
    .option("--seed <text>", "the seed of all ids (default: another one each time)")
    .option("--json", "print an object for each event, one per line")
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

The virtual clock jumps to the next thing that is due. It stands still while a callback waits for somebody
outside; /advance lets time pass in any case.`
