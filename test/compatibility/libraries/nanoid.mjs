import * as nanoid from "nanoid"
import { nanoidCase } from "./nanoid-case.mjs"

export const { handler, expected } = nanoidCase(nanoid)
