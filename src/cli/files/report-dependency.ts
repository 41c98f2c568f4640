/** Tells Node of a file that no import names. */
export function reportDependency(path: string): void {
  if (process.env["WATCH_REPORT_DEPENDENCIES"] === undefined) return
  process.send?.({ "watch:require": [path] })
}
