// The findings of a round as the command prints them: the stated figures that differ or cannot be said, how many agree,
// and every other finding with its activities.
import { severityWord } from '#platform/figures/index.ts'
import type { Findings } from './queries/findings.ts'
import type { Finding } from './rules/findings.ts'
import { agreementWord, recountedWords, statedWords, wrongFirst } from './views/findings.ts'

export function findingsText(found: Findings): string {
  const { plan, round, version, figures, findings, notes } = found
  const agreeing = figures.filter(({ agrees }) => agrees === true).length
  const shown = wrongFirst(figures).filter(({ agrees }) => agrees !== true)
  return [
    `Findings of ${round} in ${plan}, ${version === null ? 'not frozen yet' : `version ${version}`}`,
    '',
    `Stated figures: ${agreeing} of ${figures.length} agree with the records.`,
    ...shown.flatMap((figure) => [
      `  ${figure.ref}  ${agreementWord(figure.agrees)}: ${figure.statement}`,
      `      stated ${statedWords(figure) ?? 'nothing'}, the records give ${recountedWords(figure) ?? 'no answer'}${numbers(figure.activities)}`,
      ...(figure.doubt === null ? [] : [`      ${figure.doubt}`]),
    ]),
    '',
    `Findings: ${findings.length}`,
    ...findings.flatMap(findingLines),
    ...(notes.length === 0 ? [] : ['', `Notes: ${notes.length}`, ...notes.flatMap(findingLines)]),
    '',
  ].join('\n')
}

const findingLines = ({ severity, rule, message, activities }: Finding): readonly string[] => [
  `  ${severityWord[severity]}  ${rule}`,
  `      ${message}${numbers(activities)}`,
]

const numbers = (activities: readonly number[]): string =>
  activities.length === 0 ? '' : ` [${activities.join(', ')}]`
