// Filling a generation's files with the secrets they were pinned to, and digesting what a server then runs.
import type { Inside } from '#platform/actions/index.ts'
import { refuse } from '#platform/errors/index.ts'
import type { Secret } from '#platform/secrets/index.ts'
import type { KeyObject } from 'node:crypto'
import { filesOf, type Files, type Target } from '../queries/targets.ts'
import { fill } from '../rules/engines/index.ts'
import { SIGNING } from '../rules/keys.ts'
import { MARK, SECRET_NAME } from '../rules/model.ts'
import type { Bundle } from '../rules/signing.ts'
import { digestOf, publicKeyOf, signingKeyOf } from '../signing.ts'

export type Made = {
  readonly target: Target
  readonly bundle: Bundle
  readonly digest: string
  readonly publicKey: string
}

export type Numbered = { readonly id: string; readonly number: number }

/** The key with which the federation signs. */
export async function signingKey(inside: Pick<Inside, 'secret'>): Promise<KeyObject> {
  const kept = await inside.secret({ owner: SIGNING, name: SECRET_NAME })
  if (kept !== undefined) return signingKeyOf(kept)
  return refuse(
    'conflict',
    'roaming.federation.no-key',
    'The federation has no key to sign with yet. It is made with the first generation: generate one.',
  )
}

/** What these servers are to run, in memory for as long as it is needed: it holds their secrets. */
export async function bundlesOf(
  inside: Pick<Inside, 'db' | 'secret' | 'secretsOf'>,
  generation: Numbered,
  targets: readonly Target[],
): Promise<readonly Made[]> {
  const publicKey = publicKeyOf(await signingKey(inside))
  const files = await filesOf(
    inside,
    targets.map((one) => one.pack_digest),
  )
  const secrets = await inside.secretsOf([...new Set(targets.flatMap((one) => one.secrets))], SECRET_NAME)
  return targets.map((target) => {
    const bundle = filled(target, generation, files.get(target.pack_digest) ?? {}, secrets)
    return { target, bundle, digest: digestOf(bundle), publicKey }
  })
}

/** A server's own files with their secrets in place. */
export function filesFilled(
  target: Pick<Target, 'engine' | 'secrets'>,
  files: Files,
  secrets: ReadonlyMap<string, Secret>,
): Files {
  const secretOf = (ref: string) => secrets.get(ref)?.reveal()
  return fill({ engine: target.engine, files, secrets: target.secrets }, secretOf)
}

function filled(
  target: Target,
  generation: Numbered,
  files: Files,
  secrets: ReadonlyMap<string, Secret>,
): Bundle {
  const missing = target.secrets.filter((ref) => !secrets.has(ref))
  if (missing.length > 0)
    refuse(
      'conflict',
      'roaming.generation.secret-gone',
      `Generation ${generation.number} uses a secret of ${target.server_code} that is no longer kept. Generate a new one.`,
    )
  const wordsOf = (ref: string): string => secrets.get(ref)?.reveal() ?? ''
  return {
    generation: generation.id,
    number: generation.number,
    server: target.server_code,
    engine: target.engine,
    files: filesFilled(target, files, secrets),
    probes: target.probes.map((probe) => ({
      ...probe,
      secret: probe.secret.replaceAll(MARK, (_, ref: string) => wordsOf(ref)),
    })),
  }
}
