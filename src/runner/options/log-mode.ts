/** What a runner does with the lines that the code under test logs. It keeps them in every case. */
export const LOG_MODES = ["print", "capture", "on-failure"] as const

export type LogMode = (typeof LOG_MODES)[number]
