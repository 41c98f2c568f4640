import { createHash } from "node:crypto"

/**
 * The id under which the service knows the operation with this path, such as `1-2`: the SDK sends
 * hashes, and every version makes them like this.
 */
export function hashOperationPath(path: string): string {
  return createHash("md5").update(path).digest("hex").slice(0, 16)
}
