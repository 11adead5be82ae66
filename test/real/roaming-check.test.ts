// FreeRADIUS's own check over what we generate, far from the machine that will run it; and together with ours it notices
// every file that is missing.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import {
  checkCommand,
  faultsOf,
  fill,
  LOCAL_FOLDERS,
  localNeedsOf,
  renderMember,
  renderProxy,
  standInFor,
} from '#modules/roaming/rules/engines/index.ts'
import type { FederationModel, Pack } from '#modules/roaming/rules/model.ts'
import { programAt } from '#platform/radius/index.ts'
import { testAuthority } from '#test/support/certificates.ts'
import { countyModel } from '#test/support/federation-model.ts'
import { withoutPrograms } from '#test/support/federation.ts'
import { inTurns } from '#test/support/federation-checks.ts'

/** What the check says about a pack, with stand-ins for the machine's own files; null when it passes. */
async function checked(pack: Pack, local: Readonly<Record<string, string>> = {}): Promise<string | null> {
  const directory = await mkdtemp(join(tmpdir(), 'check-'))
  try {
    for (const folder of LOCAL_FOLDERS) await mkdir(join(directory, folder), { recursive: true })
    const own = Object.fromEntries(localNeedsOf(pack).map((path) => [path, standInFor(path)]))
    const files = { ...fill(pack, () => 'a-secret-of-the-check'), ...own, ...local }
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), text, { mode: 0o640 })
    }
    const command = checkCommand(pack.engine, directory)
    assert.ok(command)
    return await new Promise((resolve, reject) => {
      const child = spawn(programAt(command.program) ?? command.program, command.args, { cwd: directory })
      let said = ''
      child.stdout.on('data', (part: Buffer) => (said += part.toString()))
      child.stderr.on('data', (part: Buffer) => (said += part.toString()))
      child.once('error', reject)
      child.once('close', (code) => resolve(code === 0 ? null : said))
    })
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function packsOf(federation: FederationModel): readonly Pack[] {
  return [
    ...federation.proxies.map((proxy) => renderProxy(federation, proxy)),
    ...federation.members.flatMap((member) =>
      member.servers.flatMap((server) =>
        (['both', 'home', 'visited'] as const).map((does) =>
          renderMember(federation, member, { ...server, does }),
        ),
      ),
    ),
  ]
}

const authority = (): string => testAuthority('Federation').pem

test('every pack passes the engine’s own check and ours', { skip: withoutPrograms }, async () => {
  const packs = (['udp', 'radsec'] as const).flatMap((transport) => [
    ...packsOf(countyModel({ block: '127.62.40', transport, authority: authority() })),
    ...packsOf({
      ...countyModel({ block: '127.62.40', transport, authority: authority(), alone: true }),
      probeAddress: null,
    }),
  ])
  await inTurns(packs, async (pack) => {
    assert.deepEqual(faultsOf(pack), [])
    assert.equal(await checked(pack), null)
  })
})

test('a file that is missing is noticed by one check or the other', { skip: withoutPrograms }, async () => {
  const county = countyModel({ block: '127.62.41', transport: 'radsec', authority: authority() })
  const [proxy, member] = packsOf(county)
  assert.ok(proxy && member)
  const lacking = [proxy, member].flatMap((pack) =>
    Object.keys(pack.files).map((path) => ({
      path,
      pack: {
        ...pack,
        files: Object.fromEntries(Object.entries(pack.files).filter(([name]) => name !== path)),
      },
    })),
  )
  const unnoticed = await inTurns(lacking, async ({ path, pack }) =>
    faultsOf(pack).length > 0 || (await checked(pack)) !== null ? [] : [path],
  )
  assert.deepEqual(unnoticed.flat(), [])
})

test('what a member adds of its own is read', { skip: withoutPrograms }, async () => {
  const [, member] = packsOf(countyModel({ block: '127.62.42' }))
  assert.ok(member)
  const fits = {
    'local/clients.conf': "client ap {\n\tipaddr = 10.0.0.0/24\n\tsecret = 'something-of-our-own'\n}\n",
    'local/inner-authorize.conf': 'if (&User-Name =~ /^test/) {\n\treject\n}\n',
    'local/post-auth.conf': 'update reply {\n\t&Tunnel-Private-Group-Id := "20"\n}\n',
  }
  assert.equal(await checked(member, fits), null)
  for (const path of Object.keys(fits))
    assert.notEqual(await checked(member, { [path]: 'not { configuration' }), null, `${path} is not read`)
})
