import type { Tool as ToolDescription } from "@modelcontextprotocol/sdk/types.js"
import { type OptionSpec, readOptions } from "../../text/options.ts"

/** A command that an agent may call. */
export interface Tool {
  readonly description: ToolDescription
  /**
   * The command line that the arguments of a call stand for.
   *
   * @throws {InvalidArgumentError} that names the argument and what to pass.
   */
  readonly argvOf: (given: unknown) => readonly string[]
}

type JsonSchema = Readonly<Record<string, unknown>>

/** @param properties what an agent reads of each argument; `spec` checks what it passes. */
export function toolOf<Arguments extends object>({
  name,
  title,
  description,
  writes = false,
  properties,
  spec,
  required,
  argvOf,
}: {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Whether a call runs code of the project, which may do anything. */
  readonly writes?: boolean
  readonly properties: { readonly [K in keyof Arguments]-?: JsonSchema }
  readonly spec: OptionSpec<Arguments>
  readonly required: readonly (keyof Arguments & string)[]
  readonly argvOf: (given: Arguments) => readonly string[]
}): Tool {
  return {
    description: {
      name,
      title,
      description,
      inputSchema: {
        type: "object",
        properties,
        required: [...required],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: !writes },
    },
    argvOf: (given) => argvOf(readOptions(`call the tool ${name}`, given, spec, required)),
  }
}
