/** A name as a part of a file's name, readable on every file system; different names may have the same. */
export function fileSlug(name: string, longest: number): string {
  return name
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/gu, "-")
    .slice(0, longest)
    .replaceAll(/^-+|-+$/gu, "")
}
