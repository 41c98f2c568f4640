import { posix } from "node:path"

/** What a link is to lead to; undefined if the file is not there. */
type TargetOf = (path: string, isPicture: boolean) => string | undefined

const CODE = /(^```[^]*?^```$)/mu
const LINK =
  /(?<picture>!?)\[(?<label>(?:[^[\]]|\[[^\]]*\])*)\]\((?!https?:|#)(?<path>[^)#\s]+)(?<hash>#[^)\s]*)?\)/gu

/**
 * A Markdown page whose links to files of the repository lead where `targetOf` says. A link to a file that is not
 * there is its text alone, and a picture that is not there is left out. Code stays as it is.
 *
 * @param page the path of the page in the repository.
 */
export function withLinks(text: string, page: string, targetOf: TargetOf): string {
  return text
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part : mended(part, page, targetOf)))
    .join("")
}

function mended(prose: string, page: string, targetOf: TargetOf): string {
  return prose.replaceAll(
    LINK,
    (_link, picture: string, label: string, path: string, hash: string | undefined) => {
      const target = targetOf(posix.join(posix.dirname(page), path), picture === "!")
      if (target !== undefined) return `${picture}[${label}](${target}${hash ?? ""})`
      return picture === "!" ? "" : label
    },
  )
}

/** How a page refers to a file; both by their paths in one folder. */
export function relativeLink(page: string, file: string): string {
  const path = posix.relative(posix.dirname(page), file)
  return path.startsWith(".") ? path : `./${path}`
}
