import { hashText } from "../../text/values/hash-text.ts"

/*
 * Deterministic identifiers: a seed, a kind and a counter go in, 128 well-mixed bits come out. Each
 * kind counts for itself, so that one more invocation does not rename the executions after it. The
 * mixer is MurmurHash3's 32-bit finalizer, a bijection: within one seed and kind no two counters
 * meet.
 */

type IdKind = "execution" | "execution-name" | "request"

const kindSalts: Readonly<Record<IdKind, number>> = {
  execution: 0x2c1b_3c6d,
  "execution-name": 0x297a_2d39,
  request: 0x1b56_c4e9,
}

export class IdSource {
  /** Short text that tells two seeds apart, for tokens. */
  readonly tag: string
  readonly #seed: number
  readonly #counts: Record<IdKind, number> = { execution: 0, "execution-name": 0, request: 0 }

  constructor(seed: number | string) {
    this.#seed = mix(hashText(`${typeof seed}:${seed}`))
    this.tag = hex(this.#seed)
  }

  /** Real execution ids look like UUIDs with version nibble 3 (section 2.1). */
  executionId(): string {
    return this.#uuid("execution", "3")
  }

  executionName(): string {
    return this.#uuid("execution-name", "4")
  }

  requestId(): string {
    return this.#uuid("request", "4")
  }

  #uuid(kind: IdKind, version: "3" | "4"): string {
    const count = ++this.#counts[kind]
    const salt = this.#seed ^ kindSalts[kind]
    const a = hex(mix(salt + count))
    const b = hex(mix(salt ^ mix(count + 0x9e37_79b9)))
    const c = hex((mix(salt + mix(count ^ 0x85eb_ca6b)) & 0x3fff_ffff) | 0x8000_0000)
    const d = hex(mix(salt ^ mix(count + 0xc2b2_ae35)))
    return `${a}-${b.slice(0, 4)}-${version}${b.slice(5)}-${c.slice(0, 4)}-${c.slice(4)}${d}`
  }
}

function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85eb_ca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2_ae35)
  return bits ^ (bits >>> 16)
}

const hexOfByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

function hex(bits: number): string {
  const [a, b, c, d] = [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255]
  return `${hexOfByte[a]}${hexOfByte[b]}${hexOfByte[c]}${hexOfByte[d]}`
}
