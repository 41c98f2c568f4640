/**
 * What the watchdog's thread runs. It is a text, because a bundle has no file that a thread could load.
 *
 * `state[0]` is how long the watched thread may be silent, 0 while it has no run. `state[1]` counts its
 * heartbeats. The thread must not end by itself once it has paused the other one: nothing would wake that
 * one again, and an answer to a session that is gone aborts the process. So the interval goes on.
 *
 * `watched` is the number of the thread, 0 for the main thread.
 */
export const WATCHDOG_SCRIPT = `
"use strict"
const { workerData } = require("node:worker_threads")
const { Session } = require("node:inspector")
const { writeSync } = require("node:fs")
const { state, name, ownPath, watched } = workerData
const answers = "globalThis[Symbol.for(" + JSON.stringify(name) + ")]"
let { reportTo } = workerData
const LOOK_MS = 50
const MOST_STEPS = 500
const LONGEST_SEARCH_MS = 4000
const LONGEST_STEP_MS = 500
let lastBeat = -1
let silentMs = 0
let searchedMs = 0
let steppedMs = 0
let stopStepping
let end

// A look counts once however late it comes: a machine that stood still has silenced both threads.
setInterval(() => {
  if (end !== undefined && (searchedMs += LOOK_MS) >= LONGEST_SEARCH_MS) end()
  if (stopStepping !== undefined && (steppedMs += LOOK_MS) >= LONGEST_STEP_MS) stopStepping()
  const beat = Atomics.load(state, 1)
  const limitMs = Atomics.load(state, 0)
  if (limitMs === 0 || beat !== lastBeat) {
    lastBeat = beat
    silentMs = 0
    return
  }
  silentMs += LOOK_MS
  if (silentMs >= limitMs && end === undefined) bark(limitMs)
}, LOOK_MS)

function bark(limitMs) {
  const head = "durable-test-runner: a run has not yielded to the event loop for " + limitMs + " ms of real time, so no limit within it can end it.\\n"
  let found = "  Where it stands is unknown: native code does not let itself be paused.\\n"
  end = () => {
    if (reportTo !== undefined) {
      reportTo.postMessage({ limitMs, found })
      reportTo = undefined
      return post("Debugger.resume")
    }
    const whole = frameId === undefined || watched === 0
    print(head + found + "  Give the loop an end, or let it await an operation, a timer or I/O. This ends the " + (whole ? "process" : "thread") + ".\\n")
    if (whole) process.kill(process.pid, "SIGKILL")
    const ends = { callFrameId: frameId, expression: answers + ".end()" }
    post("Debugger.evaluateOnCallFrame", ends, () => post("Debugger.resume"))
    end = () => process.kill(process.pid, "SIGKILL")
    searchedMs = 0
  }
  const silentSince = lastBeat
  let steps = 0
  let frameId
  const urls = new Map()
  const session = new Session()
  const events = {
    "Debugger.scriptParsed": (params) => void urls.set(params.scriptId, params.url),
    "Debugger.paused": (params) => {
      stopStepping = undefined
      // The computation was long, and is over.
      if (Atomics.load(state, 1) !== silentSince) {
        end = undefined
        searchedMs = 0
        return watched === 0 ? session.disconnect() : post("Debugger.disable", {}, () => session.disconnect())
      }
      const frames = params.callFrames.map((frame) => frameOf(frame, urls))
      found = textOf(frames)
      // It paused within Node itself: the code that loops comes soon.
      if (!frames.some(isUser) && ++steps < MOST_STEPS) {
        // An empty loop or a regular expression has no next statement: no step ends in it.
        steppedMs = 0
        stopStepping = () => {
          stopStepping = undefined
          steps = MOST_STEPS
          post("Debugger.pause")
        }
        return post("Debugger.stepInto")
      }
      // The paused thread knows its run, and source maps.
      // In a frame of Node itself, names such as Symbol are not defined.
      const known = frames.some(isUser) ? isUser : ({ file }) => !file.startsWith("node:")
      frameId = params.callFrames[Math.max(0, frames.findIndex(known))].callFrameId
      const question = { callFrameId: frameId, expression: answers + ".describe()", returnByValue: true }
      post("Debugger.evaluateOnCallFrame", question, (error, answer) => {
        if (!error && typeof answer.result.value === "string") {
          const { run, frames: mapped } = JSON.parse(answer.result.value)
          found = run + (mapped || found)
        }
        end()
      })
    },
  }
  let post = (method, params, answered) => session.post(method, params, answered)
  const pause = () => post("Debugger.enable", {}, () => post("Debugger.pause"))
  try {
    session.connectToMainThread()
    if (watched === 0) {
      for (const name in events) session.on(name, ({ params }) => events[name](params))
      pause()
    } else {
      toThread(session, events, (toWatched) => {
        post = toWatched
        pause()
      })
    }
  } catch (error) {
    found = "  Where it stands is unknown: " + error.message + "\\n"
    end()
  }
}

// A worker thread is reached by way of the main thread, which has to be responsive for it.
function toThread(session, events, begin) {
  const open = new Map()
  session.on("NodeWorker.attachedToWorker", ({ params: { sessionId, workerInfo } }) => {
    if (!workerInfo.title.startsWith("[worker " + watched + "]")) return
    session.on("NodeWorker.receivedMessageFromWorker", ({ params }) => {
      if (params.sessionId !== sessionId) return
      const { id, method, params: details, result, error } = JSON.parse(params.message)
      if (id === undefined) return events[method] && events[method](details)
      const answered = open.get(id)
      open.delete(id)
      if (answered) answered(error, result)
    })
    let count = 0
    begin((method, params = {}, answered) => {
      const id = ++count
      open.set(id, answered)
      session.post("NodeWorker.sendMessageToWorker", { sessionId, message: JSON.stringify({ id, method, params }) })
    })
  })
  session.post("NodeWorker.enable", { waitForDebuggerOnStart: false })
}

function print(text) {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      return void writeSync(2, text)
    } catch (error) {
      if (error.code !== "EAGAIN") return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

function frameOf({ functionName, location }, urls) {
  const url = urls.get(location.scriptId) || ""
  const file = url.startsWith("file://") ? require("node:url").fileURLToPath(url.split("?")[0]) : url
  return { functionName, file, line: location.lineNumber + 1, column: location.columnNumber + 1 }
}

function isUser({ file }) {
  return file !== "" && !file.startsWith("node:") && !/[/\\\\]node_modules[/\\\\]/.test(file) && !file.startsWith(ownPath)
}

function textOf(frames) {
  const shown = frames.filter(isUser)
  return (shown.length > 0 ? shown : frames).slice(0, 5).map(({ functionName, file, line, column }) =>
    "  at " + (functionName || "(anonymous)") + " (" + (file || "native code") + ":" + line + ":" + column + ")\\n").join("")
}
`
