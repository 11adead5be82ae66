// Files of champions: the roles a partnership asks its bodies to fill, and who fills them. A line without an address
// sets up the role alone. A file never ends anybody's being a champion.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode, personByMail } from '#modules/organisations/index.ts'
import { enterChampion, enterRole, lockedRole } from '../actions/champions.ts'
import { championRoles, championsOf } from '../queries/champions.ts'
import { partnershipsNamed } from '../queries/partnerships.ts'
import { nameKey } from '../rules/service-list.ts'

const columns = {
  partnership: field.code('partnership'),
  role: field.text('role', { most: 80 }),
  organisation: field.code('organisation').optional(),
  mail: field.mail('mail').optional(),
  purpose: field.longText('purpose', { most: 1000 }).optional(),
  several: field.yesNo('several').optional(),
  reviewMonths: field.integer('review_months', { least: 1, most: 60 }).optional(),
  started: field.date('started').optional(),
}
type ChampionLine = Answers<typeof columns>

/** Loads the lines inside the import’s transaction. */
export async function loadChampions(inside: Inside, raw: readonly ImportRow[]): Promise<ImportOutcome> {
  const rows = raw.map(({ line, cells: { review_months, ...cells } }) => ({
    line,
    cells: { ...cells, ...(review_months === undefined ? {} : { reviewMonths: review_months }) },
  }))
  const { lines, faults } = readLines(
    rows,
    columns,
    (row) => `${row.partnership} ${nameKey(row.role)} ${row.organisation ?? ''} ${row.mail ?? ''}`,
  )
  if (faults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults }
  const partnerships = new Map((await partnershipsNamed(inside)).map((one) => [one.code, one.id]))
  const bodies = await organisationsByCode(
    inside,
    lines.flatMap(({ answers }) => answers.organisation ?? []),
  )
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] as ImportLine[] }
  for (const { line, answers } of lines) {
    const partnership = partnerships.get(answers.partnership)
    const body = answers.organisation === null ? null : bodies.get(answers.organisation)?.id
    try {
      if (partnership === undefined)
        outcome.faults.push({ line, message: `There is no partnership "${answers.partnership}"` })
      else if (body === undefined)
        outcome.faults.push({ line, message: `There is no organisation "${answers.organisation}"` })
      else outcome[await keepLine(inside, partnership, body, answers)] += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcome.faults.push({ line, message: error.message })
    }
  }
  return outcome
}

async function keepLine(
  inside: Inside,
  partnership: string,
  body: string | null,
  answers: ChampionLine,
): Promise<'created' | 'unchanged'> {
  const known = (await championRoles(inside, partnership)).find(
    (role) => nameKey(role.name) === nameKey(answers.role),
  )
  const role =
    known?.id ??
    (await enterRole(inside, partnership, {
      name: answers.role,
      purpose: answers.purpose ?? answers.role,
      isSingle: answers.several !== true,
      reviewMonths: answers.reviewMonths,
    }))
  if (body === null || answers.mail === null) return known === undefined ? 'created' : 'unchanged'
  const person = await personByMail(inside, answers.mail)
  if (person === undefined)
    throw new Refusal(
      'invalid',
      'partnerships.champion.unknown',
      `There is nobody with the address ${answers.mail}. Load the people first`,
    )
  const held = (await championsOf(inside, partnership)).some(
    (one) => one.role_id === role && one.organisation_id === body && one.person_id === person.id,
  )
  if (held) return 'unchanged'
  await enterChampion(inside, await lockedRole(inside, role), {
    organisation: body,
    person: person.id,
    from: answers.started ?? londonDate(inside.now),
  })
  return 'created'
}
