import * as uuid from "uuid"
import { uuidCase } from "./uuid-case.mjs"

export const { handler, expected } = uuidCase(uuid, ["v1", "v4", "v6", "v7"])
