import type { CallbackScript } from "./callbacks/callback-script.ts"
import type { StepDouble } from "./doubles/step-double.ts"
import type { RegisteredFunction } from "./register-function.ts"
import type { RegisteredResponder } from "./systems/responder.ts"

/** What one world is made with. */
export interface WorldRegistrations {
  readonly functions: Map<string, RegisteredFunction>
  readonly scripts: readonly CallbackScript[]
  readonly responders: readonly RegisteredResponder[]
  readonly doubles: readonly StepDouble[]
}

/** What a test has registered with its runner, for the next run or for all later ones. */
export class Registrations {
  readonly functions: Map<string, RegisteredFunction> = new Map()
  readonly responders: RegisteredResponder[] = []
  /** For the next run. */
  readonly scripts: CallbackScript[] = []
  /** For the next run. */
  readonly doubles: StepDouble[] = []

  /** Scripts and doubles are for one run; functions and responders stay. */
  takeForRun(): WorldRegistrations {
    return {
      functions: new Map(this.functions),
      scripts: this.scripts.splice(0),
      responders: this.responders,
      doubles: this.doubles.splice(0),
    }
  }

  /**
   * Remembers what the next run takes.
   *
   * @returns a function that registers it once more, as if nothing had used it, and forgets the functions and
   *   responders that were registered since.
   */
  remember(): () => void {
    const scripts = [...this.scripts]
    const doubles = [...this.doubles]
    const responders = [...this.responders]
    const functions = new Map(this.functions)
    return () => {
      this.responders.splice(0, Infinity, ...responders)
      this.functions.clear()
      for (const [name, registered] of functions) this.functions.set(name, registered)
      const unused = { callback: undefined, deliveries: 0 }
      this.scripts.push(...scripts.map((script) => ({ ...script, ...unused })))
      this.doubles.push(...doubles.map((double) => ({ ...double, calls: [] })))
    }
  }
}
