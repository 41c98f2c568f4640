import { Socket } from "node:net"
import { currentScope, runInScope, type Scope } from "../patch/scope.ts"
import { wrapper, type Wrapper } from "../patch/wrapper.ts"

/*
 * A pool keeps connections from run to run. What arrives on one is told in the async context in which
 * it was opened: that of a run that is over, or of none. The timers of its driver would never fire
 * there. So it is told in the context of whoever wrote to the connection last, who awaits the answer.
 */
const writers = new WeakMap<Socket, Scope>()

type Write = (this: Socket, ...args: unknown[]) => unknown
type Push = (this: Socket, ...args: unknown[]) => unknown

export function connectionWrappers(): Wrapper[] {
  const names = ["write", "end"] as const
  return [
    ...names.map((name) => wrapper(Socket.prototype, name, notingWriter)),
    wrapper(Socket.prototype, "push", (original: Push): Push => {
      return function push(this: Socket, ...args) {
        const writer = writers.get(this)
        if (writer === undefined || writer.frozen || writer === currentScope()) {
          return original.apply(this, args)
        }
        return runInScope(writer, () => original.apply(this, args))
      }
    }),
  ]
}

function notingWriter(original: Write): Write {
  return function write(this: Socket, ...args) {
    const scope = currentScope()
    // A driver may write from the context of the connection itself: the writer before is the better guess.
    if (scope !== undefined && !scope.frozen) writers.set(this, scope)
    return original.apply(this, args)
  }
}
