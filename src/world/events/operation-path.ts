import { createHash } from "node:crypto"

/**
 * The id under which the service knows the operation with this path, such as `1-2`: the SDK sends
 * hashes, and every version makes them like this.
 */
export function hashOperationPath(path: string): string {
  const known = hashes.get(path)
  if (known !== undefined) return known
  const hash = createHash("md5").update(path).digest("hex").slice(0, 16)
  if (hashes.size >= MOST_HASHES) hashes.clear()
  hashes.set(path, hash)
  return hash
}

/** A search asks for the few paths of one handler in every run. */
const hashes = new Map<string, string>()
const MOST_HASHES = 10_000
