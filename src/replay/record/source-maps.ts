import { readFileSync } from "node:fs"
import { SourceMap, type SourceMapPayload } from "node:module"
import { isAbsolute } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import type { CallSite } from "../../runner/results/replay-verdict.ts"

interface MappedFile {
  readonly map: SourceMap
  /** What the map's sources are relative to. */
  readonly base: URL
}

/** Read once each, and only when a stack is looked at. */
const mappedFiles = new Map<string, MappedFile | undefined>()

/**
 * The place in the original source, where a file is compiled or bundled and says what it was made of.
 * Node maps stacks by itself only if it was started with `--enable-source-maps`, and then the file is
 * the original one already.
 */
export function originalSite(site: CallSite): CallSite {
  const mapped = mappedFile(site.file)
  if (mapped === undefined) return site
  const entry = mapped.map.findEntry(site.line - 1, site.column - 1)
  if (!("originalSource" in entry)) return site
  return {
    file: toPath(entry.originalSource, mapped.base),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
}

function mappedFile(file: string): MappedFile | undefined {
  if (!mappedFiles.has(file)) mappedFiles.set(file, readMap(file))
  return mappedFiles.get(file)
}

/** A map that is missing or broken is none: the place in the bundle is still a place. */
function readMap(file: string): MappedFile | undefined {
  try {
    const base = pathToFileURL(file)
    // Bundlers can leave the comment out (`--sourcemap=external`): then the map is the file beside it.
    const url = mapUrlOf(readFileSync(file, "utf8"), base) ?? new URL(`${base.href}.map`)
    const payload = JSON.parse(readUrl(url)) as SourceMapPayload
    const directory = url.protocol === "data:" ? pathToFileURL(file) : url
    return { map: new SourceMap(payload), base: directory }
  } catch {
    return undefined
  }
}

/** The last comment counts: a bundle may carry those of the files that it was made of. */
function mapUrlOf(source: string, base: URL): URL | undefined {
  const comments = source.matchAll(/^\s*\/\/[#@] ?sourceMappingURL=(\S+)\s*$/gmu)
  const last = [...comments].at(-1)?.[1]
  return last === undefined ? undefined : new URL(last, base)
}

function readUrl(url: URL): string {
  if (url.protocol !== "data:") return readFileSync(url, "utf8")
  const [, type = "", data = ""] = /^([^,]*),(.*)$/su.exec(url.pathname) ?? []
  return type.endsWith(";base64")
    ? Buffer.from(data, "base64").toString("utf8")
    : decodeURIComponent(data)
}

function toPath(source: string, base: URL): string {
  if (isAbsolute(source)) return source
  const url = new URL(source, base)
  return url.protocol === "file:" ? fileURLToPath(url) : source
}
