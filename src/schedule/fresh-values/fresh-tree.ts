import { Bag } from "../../text/values/canonical.ts"
import type { KnownValues } from "./known-values.ts"
import type { FreshPart, Piece } from "./pieces.ts"

/** A value whose fresh parts are marked. */
export type FreshTree =
  | { readonly kind: "plain"; readonly value: unknown }
  | { readonly kind: "text"; readonly pieces: readonly Piece[] }
  | { readonly kind: "number"; readonly part: FreshPart }
  | { readonly kind: "list"; readonly members: readonly FreshTree[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, FreshTree])[] }
  /** Members in no order: of a set, of a map, or entries of an object whose keys are fresh. */
  | { readonly kind: "bag"; readonly members: readonly FreshTree[] }

/** Where the entries of an object stand whose keys are fresh: no key of a handler is like it. */
export const FRESH_KEYS = "\u{F0000}keys"

/** Marks what is fresh in a value that `canonicalWithBags` has made. */
export function toFreshTree(value: unknown, known: KnownValues): FreshTree {
  if (typeof value === "string") return ofText(value, known, false)
  if (typeof value === "number") {
    const part = known.inNumber(value)
    return part === undefined ? { kind: "plain", value } : { kind: "number", part }
  }
  if (typeof value !== "object" || value === null) return { kind: "plain", value }
  const inner = (member: unknown): FreshTree => toFreshTree(member, known)
  if (value instanceof Bag) return { kind: "bag", members: value.members.map(inner) }
  if (Array.isArray(value)) return { kind: "list", members: value.map(inner) }
  const entries: (readonly [string, FreshTree])[] = []
  const fresh: FreshTree[] = []
  for (const [key, member] of Object.entries(value)) {
    const tree = ofText(key, known, true)
    if (tree.kind === "plain") entries.push([key, inner(member)])
    else fresh.push({ kind: "list", members: [tree, inner(member)] })
  }
  if (fresh.length > 0) entries.push([FRESH_KEYS, { kind: "bag", members: fresh }])
  return { kind: "object", entries }
}

function ofText(text: string, known: KnownValues, isKey: boolean): FreshTree {
  const pieces = known.inText(text)
  if (pieces.every((piece) => typeof piece === "string")) return { kind: "plain", value: text }
  return { kind: "text", pieces: isKey || isId(text, pieces) ? pieces.map(asId) : pieces }
}

/**
 * Two moments may fall together or not, so which is which says nothing. It says something where a moment
 * is a key, or a part of an id such as `order-1767225600000`.
 */
function isId(text: string, pieces: readonly Piece[]): boolean {
  return (
    !/\s/u.test(text) && pieces.some((piece) => typeof piece === "string" && /[a-z]/iu.test(piece))
  )
}

function asId(piece: Piece): Piece {
  return typeof piece === "string" ? piece : { ...piece, kind: "id" }
}

/** The identities of a tree in the order in which they stand in it. */
export function identitiesOf(tree: FreshTree, into: Set<string> = new Set()): Set<string> {
  switch (tree.kind) {
    case "plain":
      break
    case "text":
      for (const piece of tree.pieces) addIdentity(piece, into)
      break
    case "number":
      addIdentity(tree.part, into)
      break
    case "list":
    case "bag":
      for (const member of tree.members) identitiesOf(member, into)
      break
    case "object":
      for (const [, member] of tree.entries) identitiesOf(member, into)
      break
    default:
      tree satisfies never
  }
  return into
}

function addIdentity(piece: Piece, into: Set<string>): void {
  if (typeof piece !== "string" && piece.kind !== "moment") into.add(piece.identity)
}

/** Whether the order of the members of some bag depends on what is fresh. */
export function hasFreshBag(tree: FreshTree): boolean {
  switch (tree.kind) {
    case "list":
      return tree.members.some(hasFreshBag)
    case "object":
      return tree.entries.some(([, member]) => hasFreshBag(member))
    case "bag":
      return tree.members.length > 1 && identitiesOf(tree).size > 0
        ? true
        : tree.members.some(hasFreshBag)
    default:
      return false
  }
}
