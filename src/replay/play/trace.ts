import type { CallSite } from "../../runner/results/replay-verdict.ts"
import { CallStack } from "../record/call-site.ts"

/** Where nondeterminism comes in. */
export type SourceKind = "clock" | "lambda-context" | "random" | "environment" | "timer" | "io"

/** What a traced replay saw the handler read outside of its steps. */
export class Trace {
  readonly #reads: { readonly kind: SourceKind; readonly site: CallSite }[] = []

  /** Called from within the read; reads by the SDK itself do not count. */
  read(kind: SourceKind): void {
    const stack = new CallStack()
    if (stack.caller === "sdk") return
    const site = stack.user
    if (site !== undefined) this.#reads.push({ kind, site })
  }

  /** The last place at which something of that kind was read. */
  lastRead(kind: SourceKind): CallSite | undefined {
    return this.#reads.findLast((read) => read.kind === kind)?.site
  }

  has(kind: SourceKind): boolean {
    return this.#reads.some((read) => read.kind === kind)
  }
}
