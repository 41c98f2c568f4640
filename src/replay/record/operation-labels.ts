import type { CallSite } from "../../runner/results/replay-verdict.ts"
import { hashOperationPath } from "../../world/events/operation-path.ts"

/** How many siblings are looked at to find the path of one. */
const MOST_SIBLINGS = 2_000

interface Labelled {
  readonly id: string
  /** What it is called where no other one is called so. */
  readonly name: string
  /** Whether the handler has named it, or it is named by what it belongs to. */
  readonly isNamed: boolean
  readonly parentId: string | undefined
  /** Where it is known already. */
  readonly path?: string | undefined
}

/**
 * What the operations of a run are called, so that they can be told apart: of several of one name all but
 * the first by their number and path, those without a name by their path and the line that asks for them.
 *
 *     charge   charge #2 (3-1)   step 4 (checkout.ts:20)
 */
export class OperationLabels {
  readonly #siteOf: (id: string) => CallSite | undefined
  readonly #labels: Map<string, string> = new Map()
  readonly #names: Map<string, string> = new Map()
  readonly #paths: Map<string, string> = new Map()

  constructor(siteOf: (id: string) => CallSite | undefined) {
    this.#siteOf = siteOf
  }

  of(id: string): string | undefined {
    return this.#labels.get(id)
  }

  /** The ids of the operations of this name. */
  idsOf(name: string): readonly string[] {
    return [...this.#names]
      .filter(([, each]) => each === name)
      .map(([key]) => key.split(" ")[0] ?? key)
  }

  /** @returns its label: the same whenever it is asked for. */
  label({ id, name, isNamed, parentId, path: given }: Labelled): string {
    // Two executions may have operations of one path.
    const before = this.#names.get(id)
    const key = isNamed && before !== undefined && before !== name ? `${id} ${name}` : id
    const known = this.#labels.get(key)
    if (known !== undefined) return known
    if (given !== undefined) this.#paths.set(id, given)
    const path = this.#pathOf(id, parentId)
    const label = isNamed ? this.#numbered(name, path) : this.#located(id, name, path)
    this.#names.set(key, name)
    this.#labels.set(key, label)
    return label
  }

  #numbered(name: string, path: string | undefined): string {
    const number = this.idsOf(name).length + 1
    if (number === 1) return name
    return `${name} #${number}${path === undefined ? "" : ` (${path})`}`
  }

  #located(id: string, kind: string, path: string | undefined): string {
    const site = this.#siteOf(id)
    const where = site === undefined ? "" : ` (${lastPart(site.file)}:${site.line})`
    return `${kind}${path === undefined ? "" : ` ${path}`}${where}`
  }

  /** The service knows operations by hashes of their paths. */
  #pathOf(id: string, parentId: string | undefined): string | undefined {
    const known = this.#paths.get(id)
    if (known !== undefined) return known
    const parent = parentId === undefined ? undefined : this.#paths.get(parentId)
    if (parentId !== undefined && parent === undefined) return undefined
    for (let number = 1; number <= MOST_SIBLINGS; number++) {
      const path = parent === undefined ? String(number) : `${parent}-${number}`
      if (hashOperationPath(path) !== id) continue
      this.#paths.set(id, path)
      return path
    }
    return undefined
  }
}

function lastPart(file: string): string {
  return file.split(/[/\\]/u).at(-1) ?? file
}
