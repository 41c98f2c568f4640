/** One of the parts of a search that machines explore independently. */
export interface Shard {
  /** From 0 to `count` - 1. */
  readonly index: number
  readonly count: number
}

/**
 * Plans are dealt out like cards: the number, among the plans of all shards, of the one that comes
 * `position`-th in this shard. A search with one shard has them all in their order.
 */
export function nthOfShard(position: number, { index, count }: Shard): number {
  return position * count + index
}
