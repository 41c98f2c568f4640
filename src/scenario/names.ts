import type { OptionKind } from "../text/options.ts"
import type { Path, ScenarioReader } from "./source.ts"

const PATTERN = /^\/(?<source>.+)\/(?<flags>[a-z]*)$/su

/**
 * A key of a scenario as a name: `/^approve/i` is a pattern.
 *
 * @throws {InvalidArgumentError}
 */
function toName(reader: ScenarioReader, path: Path, key: string): string | RegExp {
  const { source, flags } = PATTERN.exec(key)?.groups ?? {}
  if (source === undefined) return key
  try {
    return new RegExp(source, flags)
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw reader.refuse(path, `the pattern ${key} is wrong: ${problem}`, "Mend it.")
  }
}

/**
 * The one of several keys that an object is to have.
 *
 * @throws {InvalidArgumentError} if it has none, or more than one.
 */
export function onlyOneOf<Key extends string>(
  reader: ScenarioReader,
  path: Path,
  members: ReadonlyMap<string, unknown>,
  keys: readonly Key[],
): Key {
  const [first, second] = keys.filter((key) => members.has(key))
  const list = keys.join(", ")
  if (first === undefined) {
    throw reader.refuse(path, "it does not say what happens", `Write one of ${list}.`)
  }
  if (second === undefined) return first
  const at = [...path, second]
  throw reader.refuse(at, `${first} and ${second} stand together`, `Write one of ${list}.`)
}

/**
 * No member that means nothing beside `key`.
 *
 * @throws {InvalidArgumentError}
 */
export function refuseBeside(
  reader: ScenarioReader,
  path: Path,
  members: ReadonlyMap<string, unknown>,
  { key, useless }: { readonly key: string; readonly useless: readonly string[] },
): void {
  const found = useless.find((name) => members.has(name))
  if (found === undefined) return
  const problem = `${found} means nothing beside ${key}`
  throw reader.refuse([...path, found], problem, `Leave ${found} out.`)
}

/**
 * What is to happen to all that has one name: one action, or a list of them.
 *
 * @throws {InvalidArgumentError}
 */
export function readActions<Call>(
  reader: ScenarioReader,
  path: Path,
  { key, given }: { readonly key: string; readonly given: unknown },
  read: (path: Path, name: string | RegExp, action: unknown) => readonly Call[],
): Call[] {
  const name = toName(reader, path, key)
  if (!Array.isArray(given)) return [...read(path, name, given)]
  if (given.length === 0) throw reader.refuse(path, "the list is empty", "Leave the name out.")
  return given.flatMap((action, index) => read([...path, index], name, action))
}

/** Those options that an action has. @throws {InvalidArgumentError} */
export function readActionOptions(
  reader: ScenarioReader,
  path: Path,
  members: ReadonlyMap<string, unknown>,
  kinds: Readonly<Record<string, OptionKind<unknown>>>,
): Record<string, unknown> {
  const options: Record<string, unknown> = {}
  for (const [option, kind] of Object.entries(kinds)) {
    if (!members.has(option)) continue
    options[option] = reader.read([...path, option], members.get(option), kind)
  }
  return options
}
