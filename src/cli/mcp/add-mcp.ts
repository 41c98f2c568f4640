import type { Command } from "commander"
import type { CommandIo } from "../command-io.ts"
import type { McpCommandOptions } from "../commands/mcp-command.ts"
import type { ExitCode } from "../exit-code.ts"

/** Adds the server for agents. */
export function addMcp(
  program: Command,
  io: CommandIo,
  version: string,
  done: (code: ExitCode) => void,
): void {
  program
    .command("mcp")
    .description("Serve run, explore, replay and timeline to an agent (Model Context Protocol).")
    .option("--call-timeout <time>", "how long a call may take", "2m")
    .addHelpText(
      "after",
      `
Example, in the file in which an agent reads its servers:
  { "mcpServers": { "durable": { "command": "npx", "args": ["durable-test-runner", "mcp"] } } }

It needs the package @modelcontextprotocol/sdk.`,
    )
    .action(async (options: McpCommandOptions) => {
      const { mcpCommand } = await import("../commands/mcp-command.ts")
      done(await mcpCommand(io, version, options))
    })
}
