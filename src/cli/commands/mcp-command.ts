import { Writable } from "node:stream"
import type * as ServerModule from "@modelcontextprotocol/sdk/server/mcp.js"
import type * as StdioModule from "@modelcontextprotocol/sdk/server/stdio.js"
import type * as TypesModule from "@modelcontextprotocol/sdk/types.js"
import { InvalidArgumentError } from "../../text/invalid-argument-error.ts"
import type { CommandIo } from "../command-io.ts"
import { EXIT, type ExitCode } from "../exit-code.ts"
import { readTime } from "../files/read-values.ts"
import { callCommand, type CommandLine } from "../mcp/call-command.ts"
import { TOOLS } from "../mcp/tools.ts"
import { UsageError } from "../usage-error.ts"

export interface McpCommandOptions {
  /** How long a call may take, such as `2m`. */
  readonly callTimeout: string
}

interface Protocol {
  readonly McpServer: typeof ServerModule.McpServer
  readonly StdioServerTransport: typeof StdioModule.StdioServerTransport
  readonly ListToolsRequestSchema: typeof TypesModule.ListToolsRequestSchema
  readonly CallToolRequestSchema: typeof TypesModule.CallToolRequestSchema
}

const INSTRUCTIONS =
  "Tests AWS Lambda durable functions in virtual time. Start with `run` on a handler: its result names the " +
  "pending callbacks and the arguments to pass. Then `explore` searches for an order of events or a crash that " +
  "breaks the handler. After a fix, pass the schedule of the counterexample to check it."

/** Serves the commands to an agent, on the standard streams, until the agent closes them. */
export async function mcpCommand(
  io: CommandIo,
  version: string,
  { callTimeout }: McpCommandOptions,
): Promise<ExitCode> {
  const timeoutMs = readTime("--call-timeout", callTimeout, "2m")
  const { McpServer, StdioServerTransport, ...schemas } = await loadProtocol()
  // The library's own way of adding tools takes schemas of one validator: ours are plain.
  const { server } = new McpServer(
    { name: "durable-test-runner", version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  )
  const commandLine: CommandLine = { script: process.argv[1] ?? "", env: io.env }
  server.setRequestHandler(schemas.ListToolsRequestSchema, () => ({
    tools: TOOLS.map(({ description }) => description),
  }))
  server.setRequestHandler(schemas.CallToolRequestSchema, async ({ params }, { signal }) => {
    const tool = TOOLS.find(({ description }) => description.name === params.name)
    if (tool === undefined) {
      const names = TOOLS.map(({ description }) => description.name).join(", ")
      return failed(`This server has no tool "${params.name}". Call one of ${names}.`)
    }
    const argv = argvOrError(() => tool.argvOf(params.arguments))
    return argv instanceof InvalidArgumentError
      ? failed(argv.message)
      : callCommand(commandLine, argv, { timeoutMs, signal })
  })
  const closed = new Promise<void>((resolve) => {
    process.stdin.once("end", resolve)
    io.ended?.addEventListener("abort", () => resolve(), { once: true })
  })
  await server.connect(new StdioServerTransport(process.stdin, toWritable(io)))
  await closed
  await server.close()
  return EXIT.fine
}

function failed(text: string): TypesModule.CallToolResult {
  return { content: [{ type: "text", text }], isError: true }
}

function argvOrError(read: () => readonly string[]): readonly string[] | InvalidArgumentError {
  try {
    return read()
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error
    throw error
  }
}

/** @throws {UsageError} where the library of the protocol is not installed. */
async function loadProtocol(): Promise<Protocol> {
  try {
    const [server, stdio, types] = await Promise.all([
      import("@modelcontextprotocol/sdk/server/mcp.js"),
      import("@modelcontextprotocol/sdk/server/stdio.js"),
      import("@modelcontextprotocol/sdk/types.js"),
    ])
    return { ...server, ...stdio, ...types }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error
    throw new UsageError(
      "The server for agents needs a package that is not installed: npm install --save-dev @modelcontextprotocol/sdk",
    )
  }
}

/** What the code under test prints goes elsewhere: these lines are the protocol's. */
function toWritable({ stdout }: CommandIo): Writable {
  return new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, written) {
      stdout.write(chunk)
      written()
    },
  })
}
