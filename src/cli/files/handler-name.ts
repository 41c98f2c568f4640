import { basename, dirname } from "node:path"
import type { LoadedHandler } from "./load-handler.ts"

/** What says nothing about a handler: its folder says more. */
const USUAL_EXPORTS: ReadonlySet<string> = new Set(["handler", "default"])
const USUAL_FILES: ReadonlySet<string> = new Set(["handler", "index", "lambda", "main", "app"])
const USUAL_FOLDERS: ReadonlySet<string> = new Set(["", ".", "src", "dist", "build", "lib"])

/**
 * What a handler is called in titles: by its export, `src/order.ts#cancel`; else by its file, `src/order.ts`;
 * or by its folder, `src/order/handler.ts`.
 */
export function handlerName({
  path,
  exportName,
}: Pick<LoadedHandler, "path" | "exportName">): string {
  if (!USUAL_EXPORTS.has(exportName)) return exportName
  const file = basename(path).replace(/\.[cm]?[jt]sx?$/u, "")
  if (!USUAL_FILES.has(file)) return file
  const folder = basename(dirname(path))
  return USUAL_FOLDERS.has(folder) ? file : folder
}
