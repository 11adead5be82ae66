// A certificate authority made on the spot, for the demonstration and for a rehearsal: nobody else trusts it.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  authorityExtensions,
  commonName,
  extension,
  noAuthority,
  oid,
  sequence,
  tagged,
  writeCertificate,
} from '#platform/radius/index.ts'
import { pemOf } from './rules/certificates.ts'

export type Issued = { readonly certificate: string; readonly key: string }

type Life = { readonly from: Temporal.Instant; readonly days: number }

/** An authority of its own, with its key. */
export function makeAuthority(name: string, life: Life): Issued {
  const { privateKey, publicKey } = newKey()
  const subject = commonName(name)
  const by = { name: subject, key: privateKey }
  return {
    certificate: pemOf(
      writeCertificate(by, {
        ...signed(life),
        subject,
        holder: publicKey,
        extensions: authorityExtensions(),
      }),
    ),
    key: keyText(privateKey),
  }
}

/** A server's certificate under an authority: devices and other servers take it, as a client's too for RadSec. */
export function issueServer(
  by: Issued & { readonly name: string },
  { names, ...life }: Life & { readonly names: readonly [string, ...string[]] },
): Issued {
  const { privateKey, publicKey } = newKey()
  const alternatives = names.map((one) => tagged(0x82, Buffer.from(one)))
  const extensions = [
    noAuthority(),
    extension('2.5.29.15', tagged(0x03, Buffer.of(7, 0b1000_0000)), true),
    extension('2.5.29.37', sequence(oid(SERVER_AUTH), oid(CLIENT_AUTH))),
    extension('2.5.29.17', sequence(...alternatives)),
  ]
  const maker = { name: commonName(by.name), key: createPrivateKey(by.key) }
  const subject = commonName(names[0])
  return {
    certificate: pemOf(writeCertificate(maker, { ...signed(life), subject, holder: publicKey, extensions })),
    key: keyText(privateKey),
  }
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
const ECDSA_SHA256 = '1.2.840.10045.4.3.2'

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })

const keyText = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

const signed = ({ from, days }: Life) => ({
  from,
  until: from.add({ hours: 24 * days }),
  algorithm: sequence(oid(ECDSA_SHA256)),
  digest: 'sha256' as const,
})
