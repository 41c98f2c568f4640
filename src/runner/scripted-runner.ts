/**
 * The runner that a test prepares. The layers below the public class pass it on unseen; what they need
 * of it they get from `partsOf`.
 */
export type ScriptedRunner = object
