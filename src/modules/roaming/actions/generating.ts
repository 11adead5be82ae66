// Making a generation: the register read while it is held still, every server's files rendered from it, and what changed
// told in words. Nothing runs it yet: it is checked, approved and published by others.
import { action, type Inside } from '#platform/actions/index.ts'
import { json, sql } from '#platform/database/index.ts'
import { refuse } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import { newestGeneration, publishedGeneration, type GenerationRow } from '../queries/generations.ts'
import { readRegister, type RegisterRead } from '../queries/model.ts'
import { RUN } from '../queries/seeing.ts'
import { packsOf, type TargetPack } from '../queries/targets.ts'
import { changesBetween, EVERYWHERE } from '../rules/changes.ts'
import { spokenBy } from '../rules/engines/peers.ts'
import { saysTheSame, STATE_WORDS } from '../rules/generations.ts'
import { keyKind, SIGNING } from '../rules/keys.ts'
import type { FederationModel } from '../rules/model.ts'
import type { Change } from '../rules/words.ts'
import { WORDING } from '../program-text.ts'
import { digestOfValue } from '../signing.ts'
import { ensureCredentials, ensureKeys } from './credentials.ts'
import { forWhom, handOf } from './hands.ts'
import { holdFederation } from './locking.ts'
import { renderAll, wasChecked, type Rendered, type Written } from './rendering.ts'

export const CHECK_JOB = 'roaming.generation.check'

// Of one insert: a county's pack is some megabytes, a member's some dozen kilobytes.
const PACKS_AT_ONCE = 100
const TARGETS_AT_ONCE = 1000

export const generateFederation = action({
  name: 'roaming.federation.generate',
  title: 'Generate the configuration of all servers',
  permission: RUN,
  doors: ['page', 'api', 'command'],
  fields: {
    because: field
      .text('Why', { most: 300, hint: 'What this generation is for, for whoever approves it' })
      .optional(),
    again: field
      .yesNo('Generate even though nothing changed', {
        hint: 'When the files themselves are to be made anew',
      })
      .optional(),
    as: forWhom,
  },
  async run(inside, { because, again, as }) {
    const maker = await handOf(inside, as)
    await holdFederation(inside)
    const { model, leftOut } = await wholeRegister(inside)
    const base = await publishedGeneration(inside)
    const former = base === undefined ? [] : await packsOf(inside, base.id)
    const before = base === undefined ? null : await stateOf(inside, base.register_digest)
    const mayStand = base?.wording === WORDING && before !== null && again !== true
    const rendered = renderAll(model, mayStand ? { model: before, packs: former } : null)
    const known = new Set(former.flatMap((one) => one.secrets))
    const wanted = rendered.flatMap((one) => one.secrets).filter((ref) => !known.has(ref))
    await ensureKeys(inside, [SIGNING, ...wanted.filter((ref) => keyKind(ref) !== null)])
    const newest = await newestGeneration(inside)
    if (again !== true) await mustDiffer(inside, rendered, newest, base, former)

    const id = inside.id()
    const number = (newest?.number ?? 0) + 1
    const digest = await keepState(inside, model)
    const changes = changesSince(before, model, rendered, former)
    await keepPacks(inside, rendered)
    await inside.tx
      .insertInto('roaming.generation')
      .values({
        id,
        number,
        because,
        base_id: base?.id ?? null,
        register_digest: digest,
        wording: WORDING,
        changes: json(changes),
        made_at: inside.now,
        made_by: maker.person,
        made_by_user: maker.user,
      })
      .execute()
    const standing = new Map(former.filter(wasChecked).map((one) => [one.server_id, one.pack_digest]))
    const fresh = rendered.flatMap(({ written, ...one }) =>
      written === null || standing.get(one.server.id) === one.digest ? [] : [{ ...one, written }],
    )
    await keepTargets(inside, id, fresh)
    if (base !== undefined) {
      const isFresh = new Set(fresh.map((one) => one.server.id))
      const same = rendered.filter((one) => !isFresh.has(one.server.id))
      await copyTargets(inside, { from: base.id, to: id }, same)
    }
    await inside.queue(CHECK_JOB, { generation: id }, { key: id })
    const changed = fresh.length
    return {
      subject: id,
      result: { generation: id, number, servers: rendered.length, changed, changes, leftOut },
      facts: { number, servers: rendered.length, changed, for: maker.person },
    }
  },
})

/** The register with every link that needs a shared secret having one. */
async function wholeRegister(inside: Inside): Promise<RegisterRead> {
  const register = await readRegister(inside, inside.now)
  mustHaveProxy(register.model)
  const bare = linksWithout(register.model)
  if (bare.length === 0) return register
  await ensureCredentials(inside, bare)
  return readRegister(inside, inside.now)
}

function mustHaveProxy({ proxies }: FederationModel): void {
  if (proxies.length > 0) return
  refuse(
    'conflict',
    'roaming.federation.no-proxy',
    'The federation has no live proxy, so nobody could be reached. Add one under Servers and set it live.',
  )
}

// A link that speaks RadSec is kept by certificates.
function linksWithout(model: FederationModel): string[] {
  const servers = new Map(serverList(model).map(({ server }) => [server.id, server]))
  return model.links
    .filter(({ lowerId, upperId, credentials }) => {
      const [lower, upper] = [servers.get(lowerId), servers.get(upperId)]
      if (credentials.length > 0 || lower === undefined || upper === undefined) return false
      return spokenBy(lower, upper) === 'udp'
    })
    .map(({ id }) => id)
}

const serverList = (model: FederationModel) => [
  ...[...model.proxies, ...model.upstream].map((server) => ({ server })),
  ...model.members.flatMap((member) => member.servers.map((server) => ({ server }))),
]

const got = (rendered: readonly Rendered[]) =>
  rendered.map(({ server, digest }) => ({ server_id: server.id, pack_digest: digest }))

async function mustDiffer(
  inside: Inside,
  rendered: readonly Rendered[],
  newest: GenerationRow | undefined,
  base: GenerationRow | undefined,
  former: readonly TargetPack[],
): Promise<void> {
  const isPending = newest !== undefined && newest.id !== base?.id && newest.state !== 'withdrawn'
  if (isPending && saysTheSame(got(rendered), await packsOf(inside, newest.id)))
    refuse(
      'conflict',
      'roaming.generation.pending',
      `Nothing changed since generation ${newest.number}, which says the same (${STATE_WORDS[newest.state].toLowerCase()}). Go on with that one, or change the register first.`,
      { figures: { number: newest.number } },
    )
  if (base !== undefined && saysTheSame(got(rendered), former))
    refuse(
      'conflict',
      'roaming.generation.unchanged',
      `Nothing changed since generation ${base.number}, which is published. Change the register first; or ask for a generation even so.`,
      { figures: { number: base.number } },
    )
}

function changesSince(
  before: FederationModel | null,
  model: FederationModel,
  rendered: readonly Rendered[],
  former: readonly TargetPack[],
): readonly Change[] {
  const changes = changesBetween(before, model)
  if (changes.length > 0 || saysTheSame(got(rendered), former)) return changes
  const what = 'The wording of the files is new: Connects itself was updated'
  return [{ server: EVERYWHERE, what }]
}

/** The register as it was, by its digest. */
export async function stateOf({ tx }: Pick<Inside, 'tx'>, digest: string): Promise<FederationModel | null> {
  const found = await tx
    .selectFrom('roaming.register_state')
    .select('model')
    .where('digest', '=', digest)
    .executeTakeFirst()
  return found?.model ?? null
}

async function keepState({ tx }: Inside, model: FederationModel): Promise<string> {
  const digest = digestOfValue(model)
  await tx
    .insertInto('roaming.register_state')
    .values({ digest, model })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return digest
}

// The digest is over the probes too: a server of the same digest has the same secrets. Only those are written that no
// earlier generation had: a server whose pack did not change shares it.
async function keepPacks({ tx, now }: Inside, rendered: readonly Rendered[]): Promise<void> {
  const packs = new Map(
    rendered.flatMap(({ digest, written }) => (written === null ? [] : [[digest, written.pack] as const])),
  )
  const { rows } = await sql<{ digest: string }>`
    select digest from roaming.pack where digest = any(${[...packs.keys()]}::text[])`.execute(tx)
  for (const { digest } of rows) packs.delete(digest)
  const fresh = [...packs]
  for (let at = 0; at < fresh.length; at += PACKS_AT_ONCE)
    await tx
      .insertInto('roaming.pack')
      .values(
        fresh.slice(at, at + PACKS_AT_ONCE).map(([digest, pack]) => ({
          digest,
          engine: pack.engine,
          files: pack.files,
          lines: Object.values(pack.files).reduce((sum, text) => sum + text.split('\n').length - 1, 0),
          made_at: now,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

async function keepTargets({ tx }: Inside, generation: string, targets: readonly Written[]): Promise<void> {
  for (let at = 0; at < targets.length; at += TARGETS_AT_ONCE)
    await tx
      .insertInto('roaming.generation_target')
      .values(
        targets.slice(at, at + TARGETS_AT_ONCE).map((one) => ({
          generation_id: generation,
          server_id: one.server.id,
          engine: one.server.engine,
          pack_digest: one.digest,
          secrets: json(one.secrets),
          probes: json(one.written.probes),
        })),
      )
      .execute()
}

/** What was checked before and is the same, to the last byte. */
async function copyTargets(
  { tx }: Inside,
  { from, to }: { readonly from: string; readonly to: string },
  same: readonly Rendered[],
): Promise<void> {
  if (same.length === 0) return
  await sql`insert into roaming.generation_target (generation_id, server_id, engine, pack_digest, secrets, probes, check_state)
    select ${to}, server_id, engine, pack_digest, secrets, probes, 'unchanged' from roaming.generation_target
    where generation_id = ${from} and server_id = any(${same.map((one) => one.server.id)}::uuid[])`.execute(
    tx,
  )
}
