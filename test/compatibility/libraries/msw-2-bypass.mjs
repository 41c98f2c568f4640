import * as msw from "msw-2"
import { setupServer } from "msw-2/node"
import { mswBypassCase } from "./msw-bypass-case.mjs"

export const { begin, end, handler, expected } = mswBypassCase(msw, setupServer)
