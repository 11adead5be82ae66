// Partnerships: entered and corrected, with their face (name, colour, mark) and the rules they charge by.
import { action, type Inside } from '#platform/actions/index.ts'
import { invalid, notFound, refuse, versionCheck } from '#platform/errors/index.ts'
import { field, isRecordId } from '#platform/fields/index.ts'
import { organisationById } from '#modules/organisations/index.ts'
import { KIND, kindOf, MOST_KIND, PARTNERSHIP_KINDS } from '../rules/membership.ts'
import { PART_YEARS } from '../rules/subscriptions.ts'
import { brandFault } from '../rules/brand.ts'
import type { Partnership } from '../queries/partnerships.ts'

const mustBeCurrent = versionCheck('partnerships.partnership.stale', 'partnership')

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

const described = {
  name: field.text('Name', { most: 120 }),
  kind: field.text('Kind of partnership', {
    most: MOST_KIND,
    pattern: KIND,
    wording: 'Kind of partnership must be plain words, like covenant or joint committee',
    hint: `${Object.values(PARTNERSHIP_KINDS).join(', ')}, or a word of your own`,
  }),
  established: field
    .integer('Established', { least: 1800, most: 2200, hint: 'The year, where it is known' })
    .optional(),
  purpose: field.longText('Purpose', { most: 1000 }),
  accountableBody: field
    .pick('Accountable body', {
      from: 'organisations.organisation',
      hint: 'The member that signs for the partnership',
    })
    .optional(),
}

const face = {
  brandColour: field
    .text('Brand colour', {
      most: 7,
      hint: 'Six digits after a #, like #0b4f5c. White words must be readable on it',
    })
    .optional(),
  mark: field.text('Mark', { most: 3, hint: 'One to three letters shown beside the name' }).optional(),
  host: field
    .text('Host name', {
      most: 253,
      pattern: HOST,
      wording: 'Host name must be a domain name, like partnership.example.gov.uk',
      hint: 'The address under which this partnership’s own pages are shown',
    })
    .optional(),
}

/** Enters a partnership. Refused: a code or host name in use, a colour nobody can read. */
export const createPartnership = action({
  name: 'partnerships.partnership.create',
  title: 'Add a partnership',
  doors: ['page', 'api', 'command'],
  fields: {
    code: field.code('Code', {
      hint: 'Short name for addresses and files, like kent-connects. It never changes',
    }),
    ...described,
    ...face,
  },
  async run(inside, { code, name, kind, established, purpose, accountableBody, brandColour, mark, host }) {
    mustBeFreeCode(code)
    const colour = usable(brandColour)
    if (accountableBody !== null) await organisationById(inside, accountableBody)
    const id = inside.id()
    await inside.subject({ id, module: 'partnerships', noun: 'partnership', title: name, audience: 'public' })
    await inside.tx
      .insertInto('partnerships.partnership')
      .values({
        id,
        code,
        name,
        kind: kindOf(kind),
        established,
        purpose,
        brand_colour: colour,
        mark,
        host,
        accountable_body_id: accountableBody,
      })
      .execute()
    return { subject: id, result: { id, code }, facts: { code, kind: kindOf(kind) } }
  },
})

/** Corrects a partnership and its face. */
export const editPartnership = action({
  name: 'partnerships.partnership.edit',
  title: 'Change a partnership',
  doors: ['page', 'api', 'command'],
  fields: {
    partnership: field.code('Partnership'),
    ...described,
    ...face,
    partYear: field.choice('Part of a year', PART_YEARS),
    paymentDays: field.integer('Days to pay', {
      least: 0,
      most: 180,
      hint: 'From the day a subscription is raised',
    }),
    version: field.version(),
  },
  async run(inside, { partnership, version, brandColour, accountableBody, partYear, paymentDays, ...rest }) {
    const found = await lockedPartnership(inside, partnership)
    mustBeOfficer(inside, 'partnerships.partnership.edit', found.id)
    mustBeCurrent(found, version, { name: found.name, purpose: found.purpose })
    const colour = usable(brandColour)
    if (accountableBody !== null) await organisationById(inside, accountableBody)
    await inside.subject({
      id: found.id,
      module: 'partnerships',
      noun: 'partnership',
      title: rest.name,
      audience: 'public',
    })
    await inside.tx
      .updateTable('partnerships.partnership')
      .set({
        ...rest,
        kind: kindOf(rest.kind),
        brand_colour: colour,
        accountable_body_id: accountableBody,
        part_year: partYear,
        payment_days: paymentDays,
        version: version + 1,
      })
      .where('id', '=', found.id)
      .execute()
    return {
      subject: found.id,
      result: { id: found.id, code: found.code },
      facts: { kind: kindOf(rest.kind), partYear, paymentDays },
    }
  },
})

function usable(colour: string | null): string | null {
  if (colour === null) return null
  const tidy = colour.toLowerCase()
  const fault = brandFault(tidy)
  if (fault !== undefined)
    invalid('partnerships.partnership.unreadable-colour', [{ field: 'brandColour', message: fault }])
  return tidy
}

/** The partnership by its code or its id, locked until the action commits: everything that decides over its members or charges takes this lock first. */
export async function lockedPartnership(inside: Inside, codeOrId: string): Promise<Partnership> {
  const row = await inside.tx
    .selectFrom('partnerships.partnership')
    .selectAll()
    .where(isRecordId(codeOrId) ? 'id' : 'code', '=', codeOrId)
    .forUpdate()
    .executeTakeFirst()
  return row ?? notFound('partnership')
}

/** Refuses whoever does not hold the permission for this partnership. Partnerships are public, so this is no secret. */
export function mustBeOfficer(inside: Inside, permission: string, partnershipId: string): void {
  if (inside.may(permission, { kind: 'partnership', id: partnershipId })) return
  refuse(
    'forbidden',
    'partnerships.partnership.not-yours',
    'This belongs to another partnership. Ask one of its officers.',
  )
}

// "add" is the address of the form that adds one.
function mustBeFreeCode(code: string): void {
  if (code === 'add')
    invalid('partnerships.partnership.code-reserved', [
      { field: 'code', message: 'Code must be another word: “add” is an address of its own' },
    ])
}
