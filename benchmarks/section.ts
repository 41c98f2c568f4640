/** Puts text between the markers of that name in a document, replacing what stood there. */
export const withSection = (document: string, name: string, text: string): string => {
  const startMarker = `<!-- ${name}:start -->`
  const endMarker = `<!-- ${name}:end -->`
  const start = document.indexOf(startMarker)
  const end = document.indexOf(endMarker)
  if (start === -1 || end < start) {
    throw new Error(`The document needs a line ${startMarker} and after it a line ${endMarker}.`)
  }
  const before = document.slice(0, start + startMarker.length)
  return `${before}\n\n${text}\n\n${document.slice(end)}`
}
