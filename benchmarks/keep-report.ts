import { mkdir, writeFile } from "node:fs/promises"

/** Writes the numbers of a run into `results/`, and says where they are. */
export const keepReport = async (file: string, report: object): Promise<string> => {
  const folder = new URL("./results/", import.meta.url)
  await mkdir(folder, { recursive: true })
  await writeFile(new URL(file, folder), `${JSON.stringify(report, undefined, 2)}\n`)
  return `benchmarks/results/${file}`
}
