import { FRESH_KEYS, type FreshTree, hasFreshBag, identitiesOf } from "./fresh-tree.ts"
import type { KnownValues } from "./known-values.ts"
import { mayBeFresh, type Piece } from "./pieces.ts"

/** What stands for a fresh value: no text of a handler has such a character. */
const MARK = "\u{F0001}"

/** What is said of a moment besides its form; nothing where all are alike. */
export type MomentLabel = (at: number) => string

/** More identities than that are numbered as they come, which is cheap and nearly always the same. */
const MOST_IDENTITIES = 40
/** How many numberings are tried where values cannot be told apart by what they stand beside. */
const MOST_NUMBERINGS = 120

/**
 * A value as JSON data in which fresh values are replaced by numbers: the same for two values exactly if
 * one comes of the other by renaming fresh values.
 *
 * In lists they are numbered as they come. The members of a set have no order that does not depend on
 * them, so there they are numbered by what stands beside them: McKay's canonical labelling of graphs, by
 * refining colours and telling one of several alike apart, without his pruning by automorphisms but for
 * values that can be exchanged.
 */
export function renamed(tree: FreshTree, momentLabel: MomentLabel = () => ""): unknown {
  const identities = [...identitiesOf(tree)]
  const form = new Form(tree, momentLabel)
  if (!hasFreshBag(tree)) return form.with(numbered(identities))
  if (identities.length > MOST_IDENTITIES) {
    const sorted = form.with(new Map(identities.map((identity) => [identity, "?"])))
    return [sorted, identities.length]
  }
  return new Labelling(form, identities).best()
}

/** A value as JSON data in which fresh values stand for themselves: for values of one run. */
export function identified(tree: FreshTree): unknown {
  const own = new Map([...identitiesOf(tree)].map((identity) => [identity, identity]))
  return new Form(tree, () => "").with(own)
}

function numbered(identities: readonly string[]): Map<string, string> {
  return new Map(identities.map((identity, index) => [identity, String(index + 1)]))
}

type Names = ReadonlyMap<string, string>

class Form {
  readonly #tree: FreshTree
  readonly #momentLabel: MomentLabel

  constructor(tree: FreshTree, momentLabel: MomentLabel) {
    this.#tree = tree
    this.#momentLabel = momentLabel
  }

  with(names: Names): unknown {
    return this.#of(this.#tree, names)
  }

  textWith(names: Names): string {
    return JSON.stringify(this.with(names))
  }

  #of(tree: FreshTree, names: Names): unknown {
    switch (tree.kind) {
      case "plain":
        return tree.value
      case "text":
        return tree.pieces.map((piece) => this.#piece(piece, names)).join("")
      case "number":
        return this.#piece(tree.part, names)
      case "list":
        return tree.members.map((member) => this.#of(member, names))
      case "object":
        return Object.fromEntries(
          tree.entries.map(([key, member]) => [key, this.#of(member, names)]),
        )
      case "bag":
        return tree.members
          .map((member) => this.#of(member, names))
          .map((member) => [JSON.stringify(member), member] as const)
          .toSorted(([left], [right]) => (left === right ? 0 : left < right ? -1 : 1))
          .map(([, member]) => member)
      default:
        return tree satisfies never
    }
  }

  #piece(piece: Piece, names: Names): string {
    if (typeof piece === "string") return piece
    const { kind, identity, form, at } = piece
    const name = kind === "moment" ? "moment" : (names.get(identity) ?? "?")
    const label = at === undefined ? "" : this.#momentLabel(at)
    return `${MARK}${name}${form === "" ? "" : ` ${form}`}${label}${MARK}`
  }
}

class Labelling {
  readonly #form: Form
  readonly #identities: readonly string[]
  #left = MOST_NUMBERINGS
  #best: { readonly text: string; readonly form: unknown } | undefined

  constructor(form: Form, identities: readonly string[]) {
    this.#form = form
    this.#identities = identities
  }

  best(): unknown {
    this.#try(this.#refined(new Map(this.#identities.map((identity) => [identity, "0"]))))
    return this.#best?.form
  }

  #try(names: Names): void {
    const alike = this.#firstAlike(names)
    if (alike === undefined) {
      this.#left--
      const text = this.#form.textWith(names)
      if (this.#best === undefined || text < this.#best.text) {
        this.#best = { text, form: this.#form.with(names) }
      }
      return
    }
    const tried: string[] = []
    for (const identity of alike) {
      if (this.#left <= 0) return
      if (tried.some((other) => this.#canBeExchanged(other, identity))) continue
      tried.push(identity)
      const name = names.get(identity) ?? ""
      this.#try(this.#refined(new Map(names).set(identity, `${name}!`)))
    }
  }

  /** Those of the first name that several have. */
  #firstAlike(names: Names): readonly string[] | undefined {
    const groups = new Map<string, string[]>()
    for (const identity of this.#identities) {
      const name = names.get(identity) ?? ""
      groups.set(name, [...(groups.get(name) ?? []), identity])
    }
    const shared = [...groups].filter(([, group]) => group.length > 1)
    return shared.toSorted(([left], [right]) => (left < right ? -1 : 1))[0]?.[1]
  }

  #canBeExchanged(left: string, right: string): boolean {
    const own = numbered(this.#identities)
    const other = new Map(own)
    other.set(left, own.get(right) ?? "")
    other.set(right, own.get(left) ?? "")
    return this.#form.textWith(own) === this.#form.textWith(other)
  }

  /** Names that tell apart whatever is told apart by where it stands. */
  #refined(names: Names): Names {
    let current = names
    for (;;) {
      const before = current
      const seen = new Map(
        this.#identities.map((identity) => {
          const others = new Map(before).set(identity, "*")
          return [identity, `${before.get(identity)} ${this.#form.textWith(others)}`] as const
        }),
      )
      const ranks = [...new Set(seen.values())].toSorted()
      current = new Map(
        [...seen].map(([identity, text]) => [
          identity,
          String(ranks.indexOf(text)).padStart(3, "0"),
        ]),
      )
      if (ranks.length === new Set(before.values()).size) return current
    }
  }
}

/** A text without its fresh parts, where it says nothing which of them is which. */
export function withoutFreshParts(text: string, known: () => KnownValues): string {
  if (!mayBeFresh(text)) return text
  const parts = known().inText(text)
  return parts.map((part) => (typeof part === "string" ? part : MARK)).join("")
}

/** A text of a form in which all fresh parts are the same, and are like ids. */
export function withoutMarks(text: string): string {
  return text.replaceAll(MARKED, "(id)")
}

const MARKED = new RegExp(`${MARK}[^${MARK}]*${MARK}`, "gu")

/** A text of a form as people read it: `<id 1 as hex>` for a fresh value, `<moment as iso>` for a moment. */
export function readableForm(text: string): string {
  return text.replaceAll(FRESH_KEYS, "keys").replaceAll(MARKED, (marked) => {
    const [name = "", ...form] = marked.slice(MARK.length, -MARK.length).split(" ")
    const what = name === "moment" ? name : `id ${Number(name) || name}`
    return form.length === 0 ? `<${what}>` : `<${what} as ${form.join(" ")}>`
  })
}
