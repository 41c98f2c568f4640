import type { DrawnValues } from "../../world/globals/patch/drawn-values.ts"
import { type FreshPart, SHORTEST_SLICE } from "./pieces.ts"

/** More bytes at once are a supply, of which a library takes one id after the other. */
const LARGEST_VALUE_BYTES = 64

interface Entry {
  readonly start: number
  readonly end: number
  readonly owner: string
  readonly form: string
  readonly isSupply: boolean
}

/** The texts of what was drawn, in which slices are looked for. */
export class Haystack {
  #text = ""
  readonly #entries: Entry[] = []

  constructor({ uuids, floats, bytes }: DrawnValues, serviceIds: readonly string[]) {
    const ids = [...new Set([...uuids, ...serviceIds])]
    for (const id of ids) this.#add(id.replaceAll("-", ""), id, "hex")
    for (const [index, drawn] of bytes.entries()) {
      const isSupply = drawn.length > LARGEST_VALUE_BYTES
      this.#add(Buffer.from(drawn).toString("hex"), `bytes ${index}`, "hex", isSupply)
    }
    for (const float of new Set(floats)) {
      for (const radix of [10, 36, 16, 32, 2]) {
        this.#add(float.toString(radix).slice(2), `float ${float}`, `base ${radix}`)
      }
    }
  }

  #add(text: string, owner: string, form: string, isSupply = false): void {
    const start = this.#text.length
    this.#text += `${text.toLowerCase()}|`
    this.#entries.push({ start, end: this.#text.length - 1, owner, form, isSupply })
  }

  /** What a text is a slice of; it is in lower case. */
  find(slice: string): FreshPart | undefined {
    if (slice.length < SHORTEST_SLICE) return undefined
    const at = this.#text.indexOf(slice)
    if (at < 0) return undefined
    const entry = this.#entries.find(({ start, end }) => start <= at && at + slice.length <= end)
    if (entry === undefined) return undefined
    const { start, end, owner, form, isSupply } = entry
    const offset = at - start
    if (isSupply) return { identity: `${owner}+${offset}`, form, kind: "id" }
    const isWhole = offset === 0 && at + slice.length === end
    const part = isWhole ? "" : ` ${offset}+${slice.length}`
    // How long a number is in some base is up to chance, and so is where it ends.
    const end10 = owner.startsWith("float") && at + slice.length === end ? ` from ${offset}` : part
    return { identity: owner, form: `${form}${end10}`, kind: "id" }
  }
}
