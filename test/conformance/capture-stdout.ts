import { format } from "node:util"
import { vi } from "vitest"

/**
 * Collects what is written to the standard output while `run` runs, instead of printing it. Both
 * ways are needed: test runners replace the global console, and the logger of the SDK owns a
 * console of its own that writes to the stream.
 */
export const captureStdout = async <Value>(
  run: () => Promise<Value>,
): Promise<{ value: Value; lines: string[] }> => {
  let text = ""
  const stream = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)
    return true
  })
  const methods = (["log", "info", "debug"] as const).map((name) =>
    vi.spyOn(console, name).mockImplementation((...values: unknown[]) => {
      text += `${format(...values)}\n`
    }),
  )
  try {
    const value = await run()
    return { value, lines: text.split("\n") }
  } finally {
    for (const spy of [stream, ...methods]) spy.mockRestore()
  }
}
