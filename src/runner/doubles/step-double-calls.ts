import type { Duration } from "../../text/duration.ts"
import type {
  InterruptStepOptions,
  StepDouble,
  StepDoubleHandle,
  StepDoubleOptions,
  StepMock,
} from "./step-double.ts"
import {
  toDelayAction,
  toFailAction,
  toInterruption,
  toMockAction,
  toStepDouble,
} from "./to-step-double.ts"

export interface DoubleTarget {
  /** A double is for the run under way, if there is one. */
  addDouble(double: StepDouble): void
}

/** Turns what a test says of a step into doubles. */
export class StepDoubleCalls {
  readonly #target: DoubleTarget

  constructor(target: DoubleTarget) {
    this.#target = target
  }

  mock(name: string | RegExp, mock: StepMock, options?: StepDoubleOptions): StepDoubleHandle {
    return this.#add(toStepDouble("mockStep", name, toMockAction(name, mock), options))
  }

  fail(
    name: string | RegExp,
    error: Error | string,
    options?: StepDoubleOptions,
  ): StepDoubleHandle {
    return this.#add(toStepDouble("failStep", name, toFailAction(name, error), options))
  }

  delay(name: string | RegExp, duration: Duration, options?: StepDoubleOptions): StepDoubleHandle {
    return this.#add(toStepDouble("delayStep", name, toDelayAction(name, duration), options))
  }

  interrupt(name: string | RegExp, options?: InterruptStepOptions): StepDoubleHandle {
    return this.#add(toInterruption(name, options))
  }

  #add(double: StepDouble): StepDoubleHandle {
    this.#target.addDouble(double)
    return { calls: double.calls }
  }
}
