// What the README of delivery shows of the round of 2019: every figure that its report stated beside its recount, and
// every finding, counted from the two files of data/kent.
import { severityWord } from '#platform/figures/index.ts'
import {
  agreementWord,
  figuresBeside,
  findingsIn,
  recountedWords,
  statedWords,
} from '#modules/delivery/index.ts'
import { frozen2019, stated2019 } from '#test/support/frozen-2019.ts'
import { between } from './module-table.ts'

const BEGIN = '<!-- figures: written by npm run figures:delivery -->'
const END = '<!-- /figures -->'
/** More than these are a number; the page of the findings names them all. */
const FEW = 20

const numbers = (activities: readonly number[]): string =>
  activities.length > FEW ? `${activities.length} activities` : activities.join(', ')

const row = (...cells: readonly (string | number)[]): string =>
  `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`

/** Both tables between their marks. */
export function deliveryTables(): string {
  const frozen = frozen2019()
  const stated = stated2019()
  const figures = figuresBeside(frozen, stated)
  const findings = findingsIn(frozen, stated)
  const among = (agrees: boolean | null): number => figures.filter((one) => one.agrees === agrees).length
  return [
    `Of the ${figures.length} figures that the report of quarter 2 of 2019 to 2020 stated, ${among(true)} agree with the records, ${among(false)} differ, and of ${among(null)} the data cannot say.`,
    '',
    row('', 'Statement', 'Stated', 'The records give', '', 'Activities'),
    row('---', '---', '---', '---', '---', '---'),
    ...figures.map((figure) =>
      row(
        figure.ref,
        figure.statement,
        statedWords(figure) ?? '',
        recountedWords(figure) ?? '–',
        figure.agrees === false ? `**${agreementWord(figure.agrees)}**` : agreementWord(figure.agrees),
        numbers(figure.activities),
      ),
    ),
    '',
    ...figures.flatMap(({ ref, doubt }) => (doubt === null ? [] : [`- ${ref}: ${doubt}`])),
    '',
    `Everything that the round does not say rightly, beside the ${among(false)} that differ:`,
    '',
    row('', 'Rule', 'Finding', 'Activities'),
    row('---', '---', '---', '---'),
    ...findings
      .filter(({ rule }) => rule !== 'delivery.figure.recount')
      .map(({ severity, rule, message, activities }) =>
        row(severityWord[severity], `\`${rule}\``, message, numbers(activities)),
      ),
  ].join('\n')
}

/** The README with its tables as the files give them. */
export const withDeliveryTables = (readme: string): string => between(readme, BEGIN, END, deliveryTables())

/** Whether a README has a place for the tables at all. */
export const hasDeliveryTables = (readme: string): boolean => readme.includes(BEGIN) && readme.includes(END)
