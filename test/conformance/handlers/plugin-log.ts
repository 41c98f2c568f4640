/** Writes the JSON records by which the plugin requirements observe the hooks. */
export interface PluginLog {
  /** Takes the ARN of the execution, which every record carries. */
  readonly begin: (info: { readonly executionArn: string }) => void
  readonly write: (hook: string, fields?: Readonly<Record<string, unknown>>) => void
}

export const createPluginLog = (plugin: string): PluginLog => {
  let durableExecutionArn: string | undefined
  return {
    begin: (info) => {
      durableExecutionArn = info.executionArn
    },
    // Fields that are undefined vanish in the JSON text: what a hook does not tell is not there.
    write: (hook, fields = {}) => {
      console.log(JSON.stringify({ plugin, hook, ...fields, durableExecutionArn }))
    },
  }
}
