import type { Path, ScenarioReader } from "./source.ts"

const PATTERN = /^\/(?<source>.+)\/(?<flags>[a-z]*)$/su

/**
 * A key of a scenario as a name: `/^approve/i` is a pattern.
 *
 * @throws {InvalidArgumentError}
 */
export function toName(reader: ScenarioReader, path: Path, key: string): string | RegExp {
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
