import { executionAsyncId } from "node:async_hooks"
import { Socket } from "node:net"
import { originalOf } from "../../clock/original-of.ts"
import { currentScope } from "../patch/scope.ts"
import type { Handle } from "./handle-text.ts"

/*
 * A fake server in the process of the test has the other end of each connection, and a mock of sockets
 * has both. Node tells of these as of those that a run waits for; but who awaits an answer has a socket
 * of its own, or waits for the code of the mock.
 */
interface KnownSocket {
  readonly handle: Handle
  readonly isAccepted: boolean
}

const sockets = new Map<number, KnownSocket>()

/** To be called when Node makes a socket. */
export function socketMade(asyncId: number, triggerAsyncId: number, handle: Handle): void {
  // Node's native code makes those of a server, while no JavaScript runs; the server is their trigger.
  // After an await no JavaScript seems to run either, but there a socket has no trigger.
  const isAccepted =
    currentScope() === undefined && executionAsyncId() === 0 && triggerAsyncId !== 0
  sockets.set(asyncId, { handle, isAccepted })
}

export function socketGone(asyncId: number): void {
  sockets.delete(asyncId)
}

/**
 * Nobody will see the end of those that are open, and in the next run they are as they were. A mocked one
 * may rest in the pool of a client until a later run takes it.
 */
export function forgetSockets(): void {
  for (const [asyncId, socket] of sockets) {
    const { handle } = socket
    const isClosed = handle.hasRef() === undefined
    if (isClosed || !(isOtherEnd(socket) || isUnconnected(handle))) sockets.delete(asyncId)
  }
}

/** How many sockets that are open count for nobody. */
export function otherEnds(): number {
  let count = 0
  for (const socket of sockets.values()) if (isOtherEnd(socket)) count++
  return count
}

function isOtherEnd({ handle, isAccepted }: KnownSocket): boolean {
  return (isAccepted || isUnconnected(handle)) && handle.hasRef() === true
}

/**
 * Without a peer there is nothing to wait for but the request that connects, which Node tells of by
 * itself. Interceptors such as that of msw and nock never connect the handles of their sockets.
 */
export function isUnconnected(handle: Handle): boolean {
  return handle.getpeername !== undefined && handle.getpeername({}) !== 0
}

/** Interceptors that msw and nock use put sockets of their own in the place of Node's. */
export function areSocketsMocked(): boolean {
  const connect = originalOf(Reflect.get(Socket.prototype, "connect"))
  return !Function.prototype.toString.call(connect).includes("normalizedArgsSymbol")
}
