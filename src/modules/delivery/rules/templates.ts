// A kind of plan as an administrator writes it: its words, its sections one a line, the lists it offers.
import { invalid, type Fault } from '#platform/errors/index.ts'
import { formatDate } from '#platform/time/index.ts'
import { cellsOf, lineOf, type Lines } from './lists.ts'
import type { TemplateContent, TemplateSection } from './shapes.ts'

export const SHOWS: Readonly<Record<TemplateSection['shows'], string>> = {
  words: 'Words that somebody writes',
  outcomes: 'The outcomes of the plan',
  activities: 'The activities of the plan',
  milestones: 'Its milestones by date',
  indicators: 'The indicators that serve it',
  targets: 'The targets of its outcomes',
  risks: 'The risks about it',
}

const CODE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** "code | title | hint | shows", one section a line; "words" may be left out, and "words, required" must be written before approval. */
export function sectionsFromLines(text: string, field = 'sections'): Lines<TemplateSection> {
  const found: TemplateSection[] = []
  const faults: Fault[] = []
  const wrong = (line: number, words: string): void =>
    void faults.push({ field, message: `Line ${line}: ${words}` })
  for (const { line, cells } of cellsOf(text)) {
    const [code = '', title = '', hint = '', last = ''] = cells
    const words = last.split(',').map((one) => one.trim().toLowerCase())
    const required = words.includes('required')
    const shows = words.find((one) => one !== 'required' && one !== '') ?? 'words'
    if (cells.length > 4) wrong(line, 'there are more than four parts. Write code | title | hint | shows')
    else if (!CODE.test(code))
      wrong(line, 'begin it with a code of lower-case letters, numbers and hyphens, then |')
    else if (title === '') wrong(line, `give “${code}” a title after the first |`)
    else if (!isShown(shows))
      wrong(line, `“${shows}” is nothing a section shows. It may be ${Object.keys(SHOWS).join(', ')}`)
    else if (found.some((one) => one.code === code)) wrong(line, `the code “${code}” stands there twice`)
    else found.push({ code, title, hint, shows, required: required && shows === 'words' })
  }
  if (faults.length === 0 && !found.some((one) => one.shows === 'outcomes'))
    faults.push({
      field,
      message: 'Add a section that shows the outcomes, like: outcomes | What we want to achieve | | outcomes',
    })
  return { found, faults }
}

const isShown = (word: string): word is TemplateSection['shows'] => Object.hasOwn(SHOWS, word)

/** The sections as their lines, to be changed and read again. */
export const linesOfSections = (sections: readonly TemplateSection[]): string =>
  sections
    .map(({ code, title, hint, shows, required }) =>
      lineOf([code, title, hint, required ? `${shows}, required` : shows]),
    )
    .join('\n')

/** What else a template must not be: one whose words are the same for two things. */
export function templateFaults(content: TemplateContent): Fault[] {
  const { words, uses } = content
  const faults: Fault[] = []
  if (words.outcome.toLowerCase() === words.activity.toLowerCase())
    faults.push({ field: 'activity', message: 'An outcome and an activity need different words' })
  if (uses.rounds && !content.sections.some((one) => one.shows === 'activities'))
    faults.push({
      field: 'rounds',
      message: 'Rounds report activities: add a section that shows the activities, or answer no',
    })
  return faults
}

/** V17: a version begins today or later and never before the one it follows, so that no plan and no round changes after the fact. */
export function mayBeginVersionOn(
  on: Temporal.PlainDate,
  today: Temporal.PlainDate,
  last: { readonly from_on: Temporal.PlainDate } | undefined,
): void {
  const { compare } = Temporal.PlainDate
  const earliest = last !== undefined && compare(last.from_on, today) > 0 ? last.from_on : today
  if (compare(on, earliest) < 0)
    invalid('delivery.template.reaches-back', [
      {
        field: 'fromOn',
        message: `A version applies from ${formatDate(earliest)} at the earliest: what was made before keeps the version it was made on`,
      },
    ])
}
