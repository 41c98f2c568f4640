import { ReportedError } from "./remote-errors.ts"

/** What a runtime reports: `errorMessage`, `errorType`, `stackTrace`. Any of them may be missing. */
export function readReportedError(body: string, errorType: string | undefined): ReportedError {
  const read = parse(body)
  const type = textOf(read["errorType"]) ?? errorType ?? "Error"
  const stack = Array.isArray(read["stackTrace"]) ? read["stackTrace"].map(String) : []
  const lines = stack.flatMap((entry) => entry.trimEnd().split("\n"))
  return new ReportedError(type, textOf(read["errorMessage"]) ?? body, lines)
}

function parse(body: string): Record<string, unknown> {
  try {
    const value = JSON.parse(body) as unknown
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}
