import type { TrackedCallback } from "./tracked-callback.ts"

/** Which callback something is about, for people: of several of one name, which of them. */
export function callbackInWords({
  name,
  occurrence,
}: Pick<TrackedCallback, "name" | "occurrence">): string {
  const number = occurrence > 1 ? ` #${occurrence}` : ""
  return name === undefined
    ? `unnamed callback${number}`
    : `callback ${JSON.stringify(name)}${number}`
}
