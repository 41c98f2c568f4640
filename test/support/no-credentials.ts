import { vi } from "vitest"

/** What a developer's machine may have: the AWS SDK looks for credentials and a region there. */
const VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_PROFILE",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_REGION",
]

/** Takes them from the process, until `vi.unstubAllEnvs()`. */
export function withoutCredentials(): void {
  for (const name of VARIABLES) vi.stubEnv(name, undefined)
}
