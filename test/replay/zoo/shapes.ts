import { memoryShapes } from "./shapes-memory.ts"
import { orderShapes } from "./shapes-order.ts"
import { timeShapes } from "./shapes-time.ts"
import type { Shape } from "./zoo.ts"

/** Handlers of other shapes than the planted ones, each with all causes that are to be named. */
export const shapes: readonly Shape[] = [...timeShapes, ...orderShapes, ...memoryShapes]
