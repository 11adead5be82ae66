// The federation that the generator writes, run by the programs that federations use: everybody gets in everywhere and
// nobody else does, over UDP and over RadSec.
import { after, describe, test } from 'node:test'
import { startFederation, withoutPrograms, type Federation } from '#test/support/federation.ts'
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
  type Check,
} from '#test/support/federation-checks.ts'

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
  'a certificate serves at its own server only, and strangers are not heard': onlyWithItsOwnCertificate,
}

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
