// Whether an organisation's provider answers, for the administrator who has just entered it.
import { query } from '#platform/actions/index.ts'
import { notFound } from '#platform/errors/index.ts'
import { field } from '#platform/fields/index.ts'
import type { ProviderTalk } from '../oidc.ts'
import { providerById } from '../providers.ts'

/** A query, not an action: it leaves the machine, which nothing inside a transaction may do. */
export function checkProvider(talk: ProviderTalk) {
  return query({
    name: 'auth.provider.check',
    title: 'Check an organisation’s sign-in provider',
    doors: ['page', 'command'],
    parameters: { provider: field.id('Provider') },
    async run({ db, now }, { provider: id }) {
      const provider = (await providerById(db, id)) ?? notFound('provider')
      const { authorizationEndpoint } = await talk.check(db, provider, now)
      return { provider: id, issuer: provider.issuer, authorizationEndpoint, answers: true }
    },
  })
}
