import { createHash } from "node:crypto"
import type { DrawnValues } from "../../world/globals/patch/drawn-values.ts"
import type { FreshPart } from "./pieces.ts"

/** By the length of their digests in bytes. */
const ALGORITHMS: ReadonlyMap<number, readonly string[]> = new Map([
  [16, ["md5"]],
  [20, ["sha1"]],
  [28, ["sha224"]],
  [32, ["sha256", "sha3-256"]],
  [48, ["sha384"]],
  [64, ["sha512"]],
])

/** More values are not hashed: whoever draws so many stores no hash of each. */
const MOST_VALUES = 200

export function isDigestLength(bytes: number): boolean {
  return ALGORITHMS.has(bytes)
}

/** The digests of one length of what was drawn, by their hexadecimal text. */
export function digestsOf(
  { uuids, floats, bytes, instants }: DrawnValues,
  serviceIds: readonly string[],
  length: number,
): Map<string, FreshPart> {
  const texts = new Map<string | Uint8Array, readonly [identity: string, form: string]>()
  for (const id of [...uuids, ...serviceIds].slice(0, MOST_VALUES)) {
    texts.set(id, [id, "text"])
    texts.set(id.toUpperCase(), [id, "upper case"])
    texts.set(id.replaceAll("-", ""), [id, "hex"])
  }
  for (const [index, drawn] of bytes.slice(0, MOST_VALUES).entries()) {
    const identity = `bytes ${index}`
    texts.set(drawn, [identity, "bytes"])
    for (const encoding of ["hex", "base64", "base64url"] as const) {
      texts.set(Buffer.from(drawn).toString(encoding), [identity, encoding])
    }
  }
  for (const float of floats.slice(0, MOST_VALUES)) texts.set(String(float), [`float ${float}`, ""])
  for (const instant of [...instants.keys()].slice(0, MOST_VALUES)) {
    texts.set(String(instant), [`moment ${instant}`, "ms"])
    texts.set(new Date(instant).toISOString(), [`moment ${instant}`, "ISO"])
  }
  const digests = new Map<string, FreshPart>()
  for (const algorithm of ALGORITHMS.get(length) ?? []) {
    for (const [text, [identity, form]] of texts) {
      const digest = createHash(algorithm).update(text).digest("hex")
      digests.set(digest, { identity, form: `${algorithm} ${form}`, kind: "id" })
    }
  }
  return digests
}
