// Screens: given an address that is shown once and can be taken back, and the networks from which an office wants people
// to check in.
import { randomBytes } from 'node:crypto'
import { personOf, action, type Inside } from '#platform/actions/index.ts'
import { sql } from '#platform/database/index.ts'
import { invalid, notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { resourcesByIds } from '../queries/estate.ts'
import { digestOf } from '../queries/panels.ts'
import { MANAGE } from '../queries/seeing.ts'
import { networkOf } from '../rules/networks.ts'
import { workplaceToChange } from './locking.ts'

export const createPanel = action({
  name: 'workspaces.panel.create',
  title: 'Set up a screen',
  permission: MANAGE,
  // Its address is shown once, on the page, and never again.
  doors: ['page'],
  secretResult: true,
  fields: {
    site: field.id('Workplace'),
    name: field.text('Name', { most: 80, hint: 'Where it stands, like "Foyer".' }),
    resource: field
      .pick('At the door of', {
        from: 'workspaces.resource',
        hint: 'Leave empty for a screen that shows all rooms.',
      })
      .optional(),
  },
  async run(inside, answers) {
    const workplace = await workplaceToChange(inside, answers.site)
    if (answers.resource !== null) {
      const [resource] = await resourcesByIds(inside, [answers.resource])
      if (resource === undefined || resource.site_id !== workplace.site_id)
        invalid('workspaces.panel.elsewhere', [
          { field: 'resource', message: 'Select a place of this workplace' },
        ])
    }
    const secret = randomBytes(32).toString('base64url')
    const id = inside.id()
    await inside.tx
      .insertInto('workspaces.panel')
      .values({
        id,
        site_id: workplace.site_id,
        resource_id: answers.resource,
        name: answers.name,
        digest: digestOf(secret),
        made_at: inside.now,
        made_by_person_id: personOf(inside),
      })
      .execute()
    return { subject: workplace.site_id, result: { id, secret, name: answers.name }, facts: { panel: id } }
  },
})

export const revokePanel = action({
  name: 'workspaces.panel.revoke',
  title: 'Take back the address of a screen',
  permission: MANAGE,
  doors: ['page', 'api', 'command'],
  fields: { panel: field.id('Screen') },
  async run(inside, answers) {
    const panel = await inside.tx
      .selectFrom('workspaces.panel')
      .select(['id', 'site_id', 'revoked_at'])
      .where('id', '=', answers.panel)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (panel === undefined) return notFound('screen')
    await workplaceToChange(inside, panel.site_id, MANAGE, { noun: 'screen' })
    await inside.tx
      .updateTable('workspaces.panel')
      .set({ revoked_at: panel.revoked_at ?? inside.now })
      .where('id', '=', panel.id)
      .execute()
    return { subject: panel.site_id, result: { id: panel.id }, facts: { panel: panel.id } }
  },
})

const MOST_NETWORKS = 40

export const setNetworks = action({
  name: 'workspaces.network.set',
  title: 'From where people check in',
  permission: MANAGE,
  doors: ['page', 'api'],
  fields: {
    site: field.id('Workplace'),
    networks: field
      .longText('Networks of the office', {
        most: 4000,
        hint: 'One a line, like 10.20.0.0/16. Leave empty to let people check in from anywhere.',
      })
      .optional(),
  },
  async run(inside, answers) {
    const workplace = await workplaceToChange(inside, answers.site)
    const lines = (answers.networks ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    const wrong = lines.find((line) => networkOf(line) === null)
    if (wrong !== undefined)
      invalid('workspaces.network.invalid', [
        {
          field: 'networks',
          message: `“${wrong}” is not a network. Write it like 10.20.0.0/16 or 2001:db8::/48`,
        },
      ])
    const networks = [...new Set(lines.flatMap((line) => networkOf(line) ?? []))]
    if (networks.length > MOST_NETWORKS)
      invalid('workspaces.network.too-many', [
        {
          field: 'networks',
          message: `Networks must be ${MOST_NETWORKS} or fewer; there are ${networks.length}`,
        },
      ])
    await replaceNetworks(inside, workplace.site_id, networks)
    return {
      subject: workplace.site_id,
      result: { site: workplace.site_id },
      facts: { networks: networks.length },
    }
  },
})

async function replaceNetworks(inside: Inside, siteId: string, networks: readonly string[]): Promise<void> {
  await inside.tx.deleteFrom('workspaces.network').where('site_id', '=', siteId).execute()
  if (networks.length === 0) return
  // Written with its host's part, a network is the one that the host is in.
  await sql`
    insert into workspaces.network (id, site_id, network, name, made_at)
    select distinct on (network(told.written::inet)) told.id, ${siteId}::uuid, network(told.written::inet), told.written, ${inside.now}::timestamptz
    from unnest(${networks.map(() => inside.id())}::uuid[], ${[...networks]}::text[]) as told (id, written)`.execute(
    inside.tx,
  )
}
