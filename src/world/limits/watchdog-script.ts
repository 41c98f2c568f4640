/**
 * What the thread of the watchdog runs: it looks from time to time whether the main thread still turns.
 * It is text, because a bundle has no file that a thread could load.
 *
 * `beats[0]` is 1 while a run is under way, `beats[1]` counts the turns of the thread that is watched.
 */
export const WATCHDOG_SCRIPT = `
"use strict"
const { workerData } = require("node:worker_threads")
const { Session } = require("node:inspector")
const { writeSync } = require("node:fs")
const { beats, afterMs, whereabouts, isMain, ownPath } = workerData
const print = (text) => {
  try {
    writeSync(2, text)
  } catch {
    // Nobody reads it.
  }
}
const MOST_STEPS = 200
const LONGEST_PAUSE_MS = 5000
let lastBeat = -1
let quietMs = 0
const LOOK_MS = Math.max(10, Math.min(250, afterMs / 4))
const looking = setInterval(() => {
  const beat = Atomics.load(beats, 1)
  if (Atomics.load(beats, 0) === 0 || beat !== lastBeat) {
    lastBeat = beat
    quietMs = 0
    return
  }
  quietMs += LOOK_MS
  if (quietMs < afterMs) return
  clearInterval(looking)
  bark()
}, LOOK_MS)

function bark() {
  const head = "durable-test-runner: a run has not come to rest for " + afterMs + " ms of real time, so the code loops without yielding.\\n"
  if (!isMain) {
    print(head + "  It runs in a worker thread, which cannot be stopped from here.\\n")
    return
  }
  const session = new Session()
  try {
    session.connectToMainThread()
  } catch (error) {
    print(head + "  Where is not known: " + error.message + "\\n")
    process.kill(process.pid, "SIGKILL")
  }
  // A pause that never comes: native code loops, and nothing but the end of the process helps.
  const giveUp = setTimeout(() => {
    print(head + "  It does not pause in the code under test: Node itself, or native code, is at work.\\n")
    process.kill(process.pid, "SIGKILL")
  }, LONGEST_PAUSE_MS)
  const urls = new Map()
  session.on("Debugger.scriptParsed", ({ params }) => void urls.set(params.scriptId, params.url))
  let steps = 0
  session.on("Debugger.paused", ({ params }) => {
    const frames = framesOf(params.callFrames, urls)
    // It paused within Node itself: the code that loops comes soon.
    if (!frames.some(isUser) && ++steps < MOST_STEPS) return session.post("Debugger.stepInto")
    clearTimeout(giveUp)
    const evaluate = (expression, done) => session.post("Runtime.evaluate", { expression, returnByValue: true }, done)
    evaluate("globalThis[Symbol.for(" + JSON.stringify(whereabouts) + ")]?.() ?? ''", (error, answer) => {
      const where = error || typeof answer.result.value !== "string" ? "" : answer.result.value
      print(head + where + textOf(frames) + "  Give the loop an end, or let it await something that takes a turn: a timer, I/O or an operation.\\n  The process ends by SIGKILL.\\n")
      // An exit would take the debugger down in an orderly way, which a paused thread cannot.
      process.kill(process.pid, "SIGKILL")
    })
  })
  session.post("Debugger.enable", () => session.post("Debugger.pause"))
}

function framesOf(frames, urls) {
  return frames.map(({ functionName, location }) => ({ functionName, file: toPath(urls.get(location.scriptId) || ""), line: location.lineNumber + 1, column: location.columnNumber + 1 }))
}

function isUser({ file }) {
  return file !== "" && !file.startsWith("node:") && !/[/\\\\]node_modules[/\\\\]/.test(file) && !file.startsWith(ownPath)
}

function textOf(frames) {
  const shown = frames.filter(isUser)
  return (shown.length > 0 ? shown : frames).slice(0, 5).map(({ functionName, file, line, column }) =>
    "  at " + (functionName || "(anonymous)") + " (" + (file || "native code") + ":" + line + ":" + column + ")\\n").join("")
}

function toPath(url) {
  return url.startsWith("file://") ? require("node:url").fileURLToPath(url.split("?")[0]) : url
}
`
