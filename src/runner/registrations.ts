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
   * @returns a function that registers it once more, as if nothing had used it.
   */
  remember(): () => void {
    const scripts = [...this.scripts]
    const doubles = [...this.doubles]
    return () => {
      const unused = { callback: undefined, deliveries: 0 }
      this.scripts.push(...scripts.map((script) => ({ ...script, ...unused })))
      this.doubles.push(...doubles.map((double) => ({ ...double, calls: [] })))
    }
  }
}
