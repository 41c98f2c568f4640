import * as msw from "msw"
import { setupServer } from "msw/node"
import { mswCase } from "./msw-case.mjs"

export const { begin, end, prepare, handler, expected } = mswCase(msw, setupServer)
