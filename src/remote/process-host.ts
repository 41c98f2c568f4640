import { InvalidArgumentError } from "../text/invalid-argument-error.ts"
import { ReplayScope } from "../replay/play/replay-scope.ts"
import type { LoggedLine } from "../world/globals/patch/logged-line.ts"
import { currentScope } from "../world/globals/patch/scope.ts"
import { Invocation } from "../world/invocation/invocation.ts"

/** What an invocation is, whose code runs in another process: one of a world, or one that is replayed. */
export interface ProcessHost {
  readonly scope: Invocation | ReplayScope
  /** Virtual, read by nobody of the code under test. */
  readonly nowMs: number
  /** What the process has to be another one for. */
  readonly surroundings: string
  /** Whether it may wait for a process: what others do meanwhile goes on. */
  readonly mayWait: boolean
  /** The container that the invocation is in. */
  readonly container: object
  logged(line: LoggedLine): boolean
  /** The process has ended, and so the container. */
  loseContainer(): void
}

/** @throws {InvalidArgumentError} for code that no run has called. */
export function currentHost(): ProcessHost {
  const scope = currentScope()
  if (scope instanceof Invocation) return new InvocationHost(scope)
  if (scope instanceof ReplayScope) return new ReplayHost(scope)
  throw new InvalidArgumentError(
    "call a remote function",
    "no run has called it",
    "Pass it to run, start, explore, checkReplay or registerFunction: they call it.",
  )
}

class InvocationHost implements ProcessHost {
  readonly scope: Invocation
  readonly surroundings = ""
  readonly container: object

  constructor(scope: Invocation) {
    this.scope = scope
    this.container = scope.logStream
  }

  get nowMs(): number {
    return this.scope.world?.clock.now ?? this.scope.invokedAt
  }

  get mayWait(): boolean {
    return this.scope.world?.pace !== undefined
  }

  logged(line: LoggedLine): boolean {
    return this.scope.loggedByProcess(line)
  }

  loseContainer(): void {
    const { world, identity } = this.scope
    world?.containers.discard(identity.functionName)
  }
}

class ReplayHost implements ProcessHost {
  readonly scope: ReplayScope
  readonly surroundings: string
  readonly mayWait = false
  readonly container: object

  constructor(scope: ReplayScope) {
    this.scope = scope
    this.surroundings = scope.surroundings
    this.container = scope
  }

  get nowMs(): number {
    return this.scope.clock.now
  }

  /** The run that is replayed has written it already. */
  logged(): boolean {
    return false
  }

  loseContainer(): void {}
}
