/** A socket, a child process, a worker thread: what Node has behind it. */
export interface Handle {
  /** Undefined once it is closed. */
  hasRef(): boolean | undefined
  readonly pid?: number
  readonly getpeername?: (address: object) => unknown
}

/** For people, by the names that async hooks give the types of handles. */
const HANDLE_NAMES: ReadonlyMap<string, string> = new Map([
  ["FSEVENTWRAP", "a watched file"],
  ["MESSAGEPORT", "a message port"],
  ["PIPESERVERWRAP", "a server on a pipe"],
  ["PIPEWRAP", "a pipe"],
  ["PROCESSWRAP", "a child process"],
  ["STATWATCHER", "a watched file"],
  ["TCPSERVERWRAP", "a server"],
  ["TCPWRAP", "a socket"],
  ["TTYWRAP", "a terminal"],
  ["UDPWRAP", "a UDP socket"],
  ["WORKER", "a worker thread"],
])

/** The same by the names of `process.getActiveResourcesInfo()`. */
const RESOURCE_NAMES: ReadonlyMap<string, string> = new Map([
  ["Fetch", "a fetch"],
  ["FSReqCallback", "a file operation"],
  ["FSReqPromise", "a file operation"],
  ["GetAddrInfoReqWrap", "a DNS lookup"],
  ["PipeWrap", "a pipe"],
  ["ProcessWrap", "a child process"],
  ["TCPConnectWrap", "a connection that is being opened"],
  ["TCPServerWrap", "a server"],
  ["TCPSocketWrap", "a socket"],
  ["UDPWrap", "a UDP socket"],
])

/** Such as `a socket to 127.0.0.1:5432`. */
export function describeHandle(type: string, handle: Handle): string {
  const name = HANDLE_NAMES.get(type) ?? type
  if (handle.pid !== undefined) return `${name} (pid ${handle.pid})`
  const peer = peerOf(handle)
  return peer === undefined ? name : `${name} to ${peer}`
}

export function describeResourceKind(kind: string): string {
  return RESOURCE_NAMES.get(kind) ?? kind
}

function peerOf(handle: Handle): string | undefined {
  const peer: { address?: string; port?: number } = {}
  try {
    handle.getpeername?.(peer)
  } catch {
    return undefined
  }
  return peer.address === undefined ? undefined : `${peer.address}:${peer.port}`
}
