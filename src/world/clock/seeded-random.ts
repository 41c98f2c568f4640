import { hashText } from "../../text/values/hash-text.ts"

/**
 * The random numbers of one world: sfc32 (Chris Doty-Humphrey's Small Fast Counter generator, 128
 * bits of state), seeded from a string through FNV-1a. Not for cryptography: its one virtue is that
 * the same seed gives the same numbers on every machine.
 */
export class SeededRandom {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(seed: string) {
    this.#a = hashText(seed, 0x811c9dc5) | 0
    this.#b = hashText(seed, 0x01000193) | 0
    this.#c = hashText(seed, 0x9e3779b9) | 0
    for (let round = 0; round < 12; round++) this.nextUint32()
  }

  nextUint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }

  /** A number in [0, 1) with 53 random bits, as `Math.random` gives. */
  nextFloat(): number {
    const high = this.nextUint32() >>> 5
    const low = this.nextUint32() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }

  fill(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) bytes[index] = this.nextUint32() >>> 24
  }

  /** A version 4 UUID in the form `crypto.randomUUID` gives. */
  nextUuid(): `${string}-${string}-${string}-${string}-${string}` {
    const bytes = new Uint8Array(16)
    this.fill(bytes)
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
  }
}
