import { FrozenGlobalsError, isFixed, type Place } from "./frozen-globals.ts"

/** One property that is replaced while somebody needs it, as {@link Patch} does. */
export interface Replacement extends Place {
  /** Whether the replacement is there already: it stays where the object was frozen in the meantime. */
  readonly isInstalled: boolean
  install(): void
  uninstall(): void
}

/** Those that are installed now. */
const installed = new Set<Replacements>()

/** What cannot be put back, which somebody was told. */
const stuck = new WeakSet<Replacement>()

/** Properties that are replaced together: all of them or, unless they are optional, none. */
export class Replacements {
  readonly #members: readonly Replacement[]
  readonly #isOptional: boolean

  /** @param isOptional whether a run can do without those that cannot be replaced. */
  constructor(
    members: readonly Replacement[],
    { isOptional = false }: { isOptional?: boolean } = {},
  ) {
    this.#members = members
    this.#isOptional = isOptional
  }

  /** @throws {FrozenGlobalsError} before anything is replaced. */
  assertReplaceable(): void {
    if (!this.#isOptional) assertReplaceable(this.#members.filter(isFixed))
  }

  /** @throws {FrozenGlobalsError} before anything is replaced. */
  install(): void {
    const fixed = this.#members.filter(isFixed)
    if (!this.#isOptional) assertReplaceable(fixed)
    for (const member of this.#members) {
      if (fixed.includes(member)) stuck.add(member)
      else member.install()
    }
    installed.add(this)
  }

  get areInstalled(): boolean {
    return this.#members.every((member) => member.isInstalled)
  }

  uninstall(): void {
    installed.delete(this)
    for (const member of this.#members) {
      if (isFixed(member)) stuck.add(member)
      else member.uninstall()
    }
  }

  /** What was frozen since the last call while its replacement was there. */
  takeFrozen(): readonly Replacement[] {
    const frozen = this.#members.filter((member) => !stuck.has(member) && isFixed(member))
    for (const member of frozen) stuck.add(member)
    return frozen
  }
}

/** @param fixed what cannot be changed: it does no harm where the replacement is there already. */
function assertReplaceable(fixed: readonly Replacement[]): void {
  const frozen = fixed.filter(({ isInstalled }) => !isInstalled)
  if (frozen.length > 0) throw new FrozenGlobalsError(frozen, "before the run")
}

/** @throws {FrozenGlobalsError} if code has frozen what has to be put back; it does so once. */
export function assertNothingWasFrozen(): void {
  const frozen = [...installed].flatMap((each) => each.takeFrozen())
  if (frozen.length > 0) throw new FrozenGlobalsError(frozen, "in the run")
}
