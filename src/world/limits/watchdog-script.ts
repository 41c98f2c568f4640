/**
 * What the watchdog's thread runs. It is a text, because a bundle has no file that a thread could load.
 *
 * `state[0]` is how long the watched thread may be silent, 0 while it has no run. `state[1]` counts its
 * heartbeats. The thread must not end by itself once it has paused the other one: nothing would wake that
 * one again, and an answer to a session that is gone aborts the process. So the interval goes on.
 */
export const WATCHDOG_SCRIPT = `
"use strict"
const { workerData } = require("node:worker_threads")
const { Session } = require("node:inspector")
const { writeSync } = require("node:fs")
const { state, describe, ownPath } = workerData
const LOOK_MS = 50
const MOST_STEPS = 500
const LONGEST_SEARCH_MS = 4000
let lastBeat = -1
let silentMs = 0
let searchedMs = 0
let end

// A look counts once however late it comes: a machine that stood still has silenced both threads.
setInterval(() => {
  if (end !== undefined && (searchedMs += LOOK_MS) >= LONGEST_SEARCH_MS) end()
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
    print(head + found + "  Give the loop an end, or let it await an operation, a timer or I/O. This ends the process.\\n")
    process.kill(process.pid, "SIGKILL")
  }
  const silentSince = lastBeat
  let steps = 0
  const urls = new Map()
  const session = new Session()
  session.on("Debugger.scriptParsed", ({ params }) => void urls.set(params.scriptId, params.url))
  session.on("Debugger.paused", ({ params }) => {
    // The computation was long, and is over.
    if (Atomics.load(state, 1) !== silentSince) {
      end = undefined
      searchedMs = 0
      return session.disconnect()
    }
    const frames = params.callFrames.map((frame) => frameOf(frame, urls))
    found = textOf(frames)
    // It paused within Node itself: the code that loops comes soon.
    if (!frames.some(isUser) && ++steps < MOST_STEPS) return session.post("Debugger.stepInto")
    // The paused thread knows its run, and source maps.
    // In a frame of Node itself, names such as Symbol are not defined.
    const { callFrameId } = params.callFrames[Math.max(0, frames.findIndex(isUser))]
    const question = { callFrameId, expression: describe, returnByValue: true }
    session.post("Debugger.evaluateOnCallFrame", question, (error, answer) => {
      if (!error && typeof answer.result.value === "string") {
        const { run, frames: mapped } = JSON.parse(answer.result.value)
        found = run + (mapped || found)
      }
      end()
    })
  })
  try {
    session.connectToMainThread()
    session.post("Debugger.enable", () => session.post("Debugger.pause"))
  } catch (error) {
    found = "  Where it stands is unknown: " + error.message + "\\n"
    end()
  }
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
