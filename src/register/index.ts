/*
 * Imported for what it does: see the guide on test frameworks.
 */
export function register(): void {}
