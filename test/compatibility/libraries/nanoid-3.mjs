import * as nanoid from "nanoid-3"
import { nanoidCase } from "./nanoid-case.mjs"

export const { handler, expected } = nanoidCase(nanoid)
