// Files of a partnership's signposting directory. Topics that are new are added; an entry of the same name is
// corrected; none is taken out.
import type { Inside } from '#platform/actions/index.ts'
import { Refusal } from '#platform/errors/index.ts'
import { field, type Answers } from '#platform/fields/index.ts'
import { readLines, type ImportLine, type ImportOutcome, type ImportRow } from '#platform/module/index.ts'
import { londonDate } from '#platform/time/index.ts'
import { organisationsByCode } from '#modules/organisations/index.ts'
import { changeSignpost, enterSignpost, enterTopic, reach, type NewSignpost } from '../actions/signposts.ts'
import { partnershipsNamed } from '../queries/partnerships.ts'
import { signpostsOf, topicsOf, type Signpost } from '../queries/signposts.ts'
import { namesIn, nameKey } from '../rules/service-list.ts'

const columns = {
  partnership: field.code('partnership'),
  name: field.text('name', { most: 120 }),
  summary: field.longText('summary', { most: 1000 }),
  audience: field.text('audience', { most: 200 }),
  topics: field.text('topics', { most: 500 }).optional(),
  organisation: field.code('organisation').optional(),
  provider: field.text('provider', { most: 120 }).optional(),
  ...reach,
  owner: field.code('owner'),
  review: field.date('review').optional(),
}
type SignpostLine = Answers<typeof columns>

// Without a day of its own an entry is looked at again after half a year.
const REVIEW_AFTER = { months: 6 }

/** Loads the lines inside the import’s transaction. */
export async function loadSignposts(inside: Inside, rows: readonly ImportRow[]): Promise<ImportOutcome> {
  const { lines, faults } = readLines(rows, columns, (row) => `${row.partnership} ${nameKey(row.name)}`)
  if (faults.length > 0) return { created: 0, changed: 0, unchanged: 0, faults }
  const partnerships = new Map((await partnershipsNamed(inside)).map((one) => [one.code, one.id]))
  const bodies = await organisationsByCode(
    inside,
    lines.flatMap(({ answers }) => [answers.owner, answers.organisation ?? []].flat()),
  )
  const outcome = { created: 0, changed: 0, unchanged: 0, faults: [] as ImportLine[] }
  for (const { line, answers } of lines) {
    const partnership = partnerships.get(answers.partnership)
    const missing = [answers.owner, ...(answers.organisation === null ? [] : [answers.organisation])].find(
      (code) => !bodies.has(code),
    )
    if (partnership === undefined || missing !== undefined) {
      const message =
        partnership === undefined
          ? `There is no partnership "${answers.partnership}"`
          : `There is no organisation "${missing}"`
      outcome.faults.push({ line, message })
      continue
    }
    try {
      outcome[await keepLine(inside, partnership, answers, (code) => bodies.get(code)?.id ?? '')] += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcome.faults.push(
        ...(error.faults.length === 0 ? [error.message] : error.faults.map((fault) => fault.message)).map(
          (message) => ({ line, message }),
        ),
      )
    }
  }
  return outcome
}

async function keepLine(
  inside: Inside,
  partnership: string,
  answers: SignpostLine,
  idOf: (code: string) => string,
): Promise<'created' | 'changed' | 'unchanged'> {
  const old = (await signpostsOf(inside, partnership)).find(
    (one) => nameKey(one.name) === nameKey(answers.name),
  )
  const { name, summary, audience, web, phone, mail, area, opening } = answers
  const made: NewSignpost = {
    name,
    summary,
    audience,
    web,
    phone,
    mail,
    area,
    opening,
    topics: await topicIds(inside, partnership, namesIn(answers.topics ?? '')),
    providerOrganisation: answers.organisation === null ? null : idOf(answers.organisation),
    providerName: answers.provider,
    owner: idOf(answers.owner),
    reviewOn: answers.review ?? old?.review_on ?? londonDate(inside.now).add(REVIEW_AFTER),
  }
  if (old === undefined) {
    inside.found('partnerships.signpost', await enterSignpost(inside, partnership, made))
    return 'created'
  }
  if (isSame(old, made)) return 'unchanged'
  await changeSignpost(inside, old, made)
  return 'changed'
}

async function topicIds(inside: Inside, partnership: string, names: readonly string[]): Promise<string[]> {
  const known = new Map((await topicsOf(inside, partnership)).map((one) => [nameKey(one.name), one.id]))
  const ids: string[] = []
  for (const name of names) {
    const id = known.get(nameKey(name)) ?? (await enterTopic(inside, partnership, name))
    known.set(nameKey(name), id)
    ids.push(id)
  }
  return [...new Set(ids)]
}

const isSame = (old: Signpost, made: NewSignpost): boolean =>
  old.name === made.name &&
  old.summary === made.summary &&
  old.audience === made.audience &&
  old.web === made.web &&
  old.phone === made.phone &&
  old.mail === made.mail &&
  old.area === made.area &&
  old.opening === made.opening &&
  old.provider_organisation_id === made.providerOrganisation &&
  old.provider_name === made.providerName &&
  old.owner_organisation_id === made.owner &&
  old.review_on.equals(made.reviewOn) &&
  old.topics
    .map((one) => one.id)
    .toSorted()
    .join() === [...(made.topics ?? [])].toSorted().join()
