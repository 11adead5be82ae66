// The program beside a server: enrolled once with a token that is shown once, and shut out when it is not trusted any more.
import { createHash, randomBytes } from 'node:crypto'
import { action, personOf, type Inside } from '#platform/actions/index.ts'
import { notFound, refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { engineOf } from '../queries/model.ts'
import { DETAILS, holdsFor, KEEP, RUN, runsFederation } from '../queries/seeing.ts'
import { hasAgent } from '../rules/generations.ts'
import { SIGNING } from '../rules/keys.ts'
import { publicKeyOf } from '../signing.ts'
import { ensureKeys } from './credentials.ts'
import { signingKey } from './filling.ts'

const PREFIX = 'cra_'

export const enrolAgent = action({
  name: 'roaming.agent.enrol',
  title: 'Enrol the agent of a server',
  permission: KEEP,
  doors: ['page', 'command'],
  fresh: true,
  secretResult: true,
  fields: { server: field.text('Server', { most: 40, hint: 'Its code, such as medway-1' }) },
  async run(inside, { server: code }) {
    // Before any row of the register, as whoever makes the first generation does.
    await ensureKeys(inside, [SIGNING])
    const server = await serverToChange(inside, code)
    if (server.state === 'retired')
      refuse('conflict', 'roaming.agent.retired', `${server.code} is retired, so it needs no agent.`)
    if (!hasAgent(engineOf(server)))
      refuse(
        'conflict',
        'roaming.agent.no-engine',
        `An agent runs beside FreeRADIUS, and beside a proxy’s radsecproxy. ${server.code} is set up by hand, with the steps of its generation.`,
      )
    const there = await inside.tx
      .selectFrom('roaming.agent')
      .select('id')
      .where('server_id', '=', server.id)
      .where('revoked_at', 'is', null)
      .executeTakeFirst()
    if (there !== undefined)
      refuse(
        'conflict',
        'roaming.agent.enrolled',
        `${server.code} has an agent already. If its token is lost, revoke that agent first and enrol it anew.`,
      )
    const id = inside.id()
    const token = `${PREFIX}${randomBytes(32).toString('base64url')}`
    await inside.tx
      .insertInto('roaming.agent')
      .values({
        id,
        server_id: server.id,
        token_hash: createHash('sha256').update(token).digest(),
        enrolled_at: inside.now,
        enrolled_by: personOf(inside),
      })
      .execute()
    return {
      subject: id,
      result: { agent: id, server: server.code, publicKey: publicKeyOf(await signingKey(inside)), token },
      facts: { server: server.code },
    }
  },
})

export const revokeAgent = action({
  name: 'roaming.agent.revoke',
  title: 'Revoke the agent of a server',
  permission: KEEP,
  doors: ['page', 'api', 'command'],
  fields: { server: field.text('Server', { most: 40, hint: 'Its code, such as medway-1' }) },
  async run(inside, { server: code }) {
    const server = await serverToChange(inside, code)
    const revoked = await inside.tx
      .updateTable('roaming.agent')
      .set({ revoked_at: inside.now })
      .where('server_id', '=', server.id)
      .where('revoked_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (revoked === undefined)
      refuse('conflict', 'roaming.agent.none', `${server.code} has no agent that could be revoked.`)
    return { subject: revoked.id, result: { server: server.code }, facts: { server: server.code } }
  },
})

/** The server, locked; not there for those who may not see it, refused to those who see it only. */
async function serverToChange(inside: Inside, code: string) {
  const server = await inside.tx
    .selectFrom('roaming.server as server')
    .leftJoin('roaming.member as member', 'member.id', 'server.member_id')
    .select([
      'server.id',
      'server.code',
      'server.state',
      'server.place',
      'server.engine',
      'member.organisation_id',
    ])
    .where('server.code', '=', code)
    .forNoKeyUpdate('server')
    .executeTakeFirst()
  const held = (permission: string): boolean =>
    (server?.organisation_id ?? null) === null
      ? runsFederation(inside, RUN)
      : holdsFor(inside, permission, { organisation_id: server?.organisation_id ?? '' })
  if (server === undefined || !(held(DETAILS) || held(KEEP))) return notFound('server')
  if (!held(KEEP))
    refuse(
      'forbidden',
      'roaming.member.not-yours',
      'This is for the technical contacts of that organisation and for those who run the federation. Ask one of them.',
    )
  return server
}
