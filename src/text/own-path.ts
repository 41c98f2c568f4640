import { fileURLToPath } from "node:url"

/*
 * This file has to stay in a folder of `src`: bundles lie in `dist`, as deep below the package as a
 * room lies below `src`.
 */

/** Where the code of this package lies: the whole package where it is built, `src` where it is not. */
export const OWN_PATH: string = fileURLToPath(new URL("..", import.meta.url))
