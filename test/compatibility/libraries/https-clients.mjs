import { request } from "node:https"
import axios from "axios"
import got from "got"

/** Each posts an order, and gives up after so many milliseconds. */
export const clients = {
  async fetch(url, order, ms) {
    const body = JSON.stringify(order)
    const response = await fetch(url, { method: "POST", body, signal: AbortSignal.timeout(ms) })
    return response.json()
  },
  "https.request": (url, order, ms) =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: "POST", signal: AbortSignal.timeout(ms) }, (response) => {
        let text = ""
        response.on("data", (chunk) => (text += chunk)).on("end", () => resolve(JSON.parse(text)))
      })
      sent.on("error", reject).end(JSON.stringify(order))
    }),
  async axios(url, order, ms) {
    const { data } = await axios.post(url, order, { timeout: ms, proxy: false })
    return data
  },
  got: (url, order, ms) =>
    got.post(url, { json: order, timeout: { request: ms }, retry: { limit: 0 } }).json(),
}
