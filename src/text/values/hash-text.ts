/** FNV-1a over UTF-16 code units, 32 bits, unsigned. Another basis gives an independent hash. */
export function hashText(text: string, basis = 0x811c_9dc5): number {
  let hash = basis
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193)
  }
  return hash >>> 0
}
