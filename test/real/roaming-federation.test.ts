// The federation that the generator writes, run by the programs that federations use: everybody gets in everywhere and
// nobody else does, over UDP and over RadSec.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { faultsOf } from '#modules/roaming/rules/engines/index.ts'
import { programAt, runEapolTest, tryLogin } from '#platform/radius/index.ts'
import { testAuthority } from '#test/support/certificates.ts'
import {
  PASSWORD,
  serverNameOf,
  startFederation,
  withoutPrograms,
  type Federation,
} from '#test/support/federation.ts'
import {
  aliveAndCounting,
  beyondTheCounty,
  everyoneEverywhere,
  noLoops,
  nothingMalformed,
  nothingWrittenTooMuch,
  oneName,
  oneOpaqueName,
  onlyWithItsOwnCertificate,
  onlyWhatMayTravel,
  rightsAndWrongs,
  showsItsCertificate,
  type Check,
} from '#test/support/federation-checks.ts'
import { overIpv6 } from '#test/support/federation-model.ts'
import { skipUnless } from '#test/support/requirements.ts'

const withoutRadsecproxy = skipUnless(
  'radsecproxy (Debian package radsecproxy)',
  programAt('radsecproxy') !== undefined,
)

const CHECKS: Readonly<Record<string, Check>> = {
  'everybody signs in at home and at every other member, by every method, and each visit is counted once':
    everyoneEverywhere,
  'the rest of the country, both ways': beyondTheCounty,
  'wrong passwords, unknown people and untrusted servers are refused': rightsAndWrongs,
  'the name inside the tunnel is of the realm outside it': oneName,
  'malformed names stop at the edge': nothingMalformed,
  'nothing goes round in circles, and strangers hear nothing': noLoops,
  'forged names are replaced, and only what may travel does': onlyWhatMayTravel,
  'an opaque name, the same at one place, another at the next': oneOpaqueName,
  'every server says that it is alive': aliveAndCounting,
  'the logs hold visits, and no person': nothingWrittenTooMuch,
}

// Last, because it leaves a member with the wrong certificate.
const OVER_RADSEC: Readonly<Record<string, Check>> = {
  'every server shows its certificate to whoever watches, and to no stranger': showsItsCertificate,
  'a certificate serves at its own server only, and strangers are not heard': onlyWithItsOwnCertificate,
}

for (const [at, engine] of (['freeradius', 'radsecproxy'] as const).entries())
  test(
    `a login over IPv6 through ${engine}: generated, checked, asked and answered`,
    { skip: withoutPrograms || (engine === 'radsecproxy' && withoutRadsecproxy) },
    async (t) => {
      const federation = await startFederation(t, {
        block: `127.71.${20 + at}`,
        engine,
        alone: true,
        register: (model) => overIpv6(model, 17_100 + 100 * at),
      })
      for (const code of federation.codes) {
        const ownAddresses = ['::1']
        assert.deepEqual(faultsOf(federation.pack(code), { ownAddresses }), [], code)
        assert.ok((await federation.status(code)).answered, code)
      }
      const account = {
        userName: 'alice@medway.gov.uk',
        password: PASSWORD,
        outer: 'anonymous@medway.gov.uk',
        trust: [testAuthority('medway').pem],
        serverNames: [serverNameOf('medway')],
        timeoutMs: 10_000,
      }
      const ours = await tryLogin(federation.target('county'), account)
      assert.equal(ours.outcome, 'accepted', ours.words)
      const theirs = await runEapolTest(federation.target('county'), { ...account, method: 'peap-mschapv2' })
      assert.equal(theirs.outcome, 'accepted', theirs.words)
      if (engine === 'freeradius')
        assert.match(
          await federation.untilLog('county', 'trace', (text) => text !== ''),
          /\tmedway\.gov\.uk\tportal\t/,
        )
    },
  )

for (const [at, transport] of (['udp', 'radsec'] as const).entries()) {
  describe(`a federation over ${transport}`, { skip: withoutPrograms }, () => {
    let federation: Promise<Federation> | undefined
    after(async () => (await federation)?.close())
    const checks = transport === 'radsec' ? { ...CHECKS, ...OVER_RADSEC } : CHECKS
    for (const [title, check] of Object.entries(checks))
      test(title, async (t) => {
        federation ??= startFederation(null, { block: `127.62.${10 + at}`, transport })
        await check(await federation, t)
      })
  })
}
