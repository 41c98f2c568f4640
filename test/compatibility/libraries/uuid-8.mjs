import * as uuid from "uuid-8"
import { uuidCase } from "./uuid-case.mjs"

export const { handler, expected } = uuidCase(uuid, ["v1", "v4"])
