import inspector from "node:inspector"

/** Whether somebody may be debugging this process: then no limit of real time applies. */
export function isInspected(): boolean {
  try {
    return inspector.url() !== undefined
  } catch {
    // Runtimes other than Node have no inspector of this kind.
    return false
  }
}
