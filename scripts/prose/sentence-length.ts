import type { TextlintRuleModule } from "@textlint/kernel"
import { SentenceSplitterSyntax, splitAST } from "sentence-splitter"

/** Code and addresses are read as one word. */
const AS_ONE_WORD = /`[^`]*`|\]\([^)]*\)|https?:\S+/g

/** Reports sentences of more than `max` words. */
export const sentenceLength: TextlintRuleModule<{ max?: number }> = (
  context,
  { max = 45 } = {},
) => {
  const { Syntax, RuleError, getSource, locator, report } = context
  return {
    [Syntax.Paragraph](node) {
      const source = getSource(node)
      for (const sentence of splitAST(node as Parameters<typeof splitAST>[0]).children) {
        if (sentence.type !== SentenceSplitterSyntax.Sentence) continue
        const [start, end] = sentence.range.map((at) => at - node.range[0]) as [number, number]
        const words = wordsOf(source.slice(start, end))
        if (words <= max) continue
        const padding = { padding: locator.at(start) }
        report(node, new RuleError(`a sentence of ${words} words; at most ${max}`, padding))
      }
    },
  }
}

function wordsOf(sentence: string): number {
  return (
    sentence.replaceAll(AS_ONE_WORD, " code ").match(/[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu)?.length ?? 0
  )
}
