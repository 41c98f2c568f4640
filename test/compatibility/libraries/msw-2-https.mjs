import * as msw from "msw-2"
import { setupServer } from "msw-2/node"
import { mswHttpsCase } from "./msw-https-case.mjs"

export const { begin, end, handler, expected } = mswHttpsCase(msw, setupServer)
