import * as msw from "msw-2"
import { setupServer } from "msw-2/node"
import { mswCase } from "./msw-case.mjs"

export const { begin, end, prepare, handler, expected } = mswCase(msw, setupServer)
