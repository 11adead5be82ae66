// The federation with radsecproxy in the middle, the second engine for a proxy: the same people get in, and the same
// names and certificates do not.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { programAt } from '#platform/radius/index.ts'
import { startFederation, withoutPrograms, type Login } from '#test/support/federation.ts'
import { ask, first, inTurns, showsItsCertificate } from '#test/support/federation-checks.ts'
import { skipUnless } from '#test/support/requirements.ts'

const withoutProxy =
  withoutPrograms ||
  skipUnless('radsecproxy (Debian package radsecproxy)', programAt('radsecproxy') !== undefined)

describe('a federation with radsecproxy in the middle', { skip: withoutProxy }, () => {
  for (const [at, transport] of (['udp', 'radsec'] as const).entries())
    test(`over ${transport}, everybody roams by every method, and what is wrong is refused`, async (t) => {
      const federation = await startFederation(t, {
        block: `127.62.${30 + at}`,
        transport,
        engine: 'radsecproxy',
        alone: true,
      })
      // It drops what comes before its own connections are up, and members would call it dead.
      for (const realm of ['kent.gov.uk', 'medway.gov.uk', 'kent.police.uk'])
        for (let tries = 0; tries < 20; tries += 1)
          if ((await ask(federation.target('county'), first(`anonymous@${realm}`))) !== null) break
      const roaming = (['peap-mschapv2', 'ttls-pap', 'tls'] as const).flatMap((method) =>
        [
          { home: 'kent.gov.uk', visited: 'medway' },
          { home: 'medway.gov.uk', visited: 'kent' },
          { home: 'kent.police.uk', visited: 'medway' },
        ].map((way): Login => ({ ...way, method })),
      )
      const results = await inTurns(roaming, (login) => federation.login(login))
      assert.deepEqual(
        roaming.filter((_, nth) => results[nth]?.accepted !== true),
        [],
      )
      assert.ok(
        results.every(({ cui }) => /^[0-9a-f]{40}$/.test(cui ?? '')),
        'an opaque name for all: the registered Operator-Name was sent along',
      )
      const wrong: readonly Login[] = [
        { home: 'kent.gov.uk', visited: 'medway', method: 'ttls-pap', outer: 'anonymous@nobody.example' },
        { home: 'kent.gov.uk', visited: 'medway', method: 'ttls-pap', password: 'wrong-password-1' },
        { home: 'medway.gov.uk', visited: 'police', method: 'ttls-pap', inner: 'alice@kent.gov.uk' },
      ]
      for (const login of wrong) {
        const { accepted, log } = await federation.login(login)
        assert.ok(!accepted)
        assert.match(log, /code=3 \(Access-Reject\)/)
      }
      assert.ok((await federation.status('county')).answered, 'it says that it is alive')
      if (transport === 'radsec') await showsItsCertificate(federation, t)
    })
})
