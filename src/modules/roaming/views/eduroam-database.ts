// The public sites in the shape of the eduroam database, version 2 (institution.json), so that what reads that reads this.
import type { Federation } from '../queries/federation.ts'
import type { Location } from '../queries/locations.ts'
import type { Member } from '../queries/members.ts'

const said = (data: string) => [{ lang: 'en', data }]

/** 1 is a service or department, never a person; public. */
const CONTACT = { type: 1, privacy: 1 }

type Shown = {
  readonly federation: Federation
  readonly members: readonly Pick<
    Member,
    'id' | 'code' | 'organisation_name' | 'helpdesk_mail' | 'helpdesk_phone' | 'helpdesk_page' | 'terms_page'
  >[]
  readonly realms: ReadonlyMap<string, readonly string[]>
  readonly locations: readonly Location[]
  readonly now: Temporal.Instant
}

export function eduroamDatabase({ federation, members, realms, locations, now }: Shown) {
  const at = Map.groupBy(locations, (one) => one.member_id)
  return {
    institutions: {
      institution: members.map((member) => {
        const own = realms.get(member.id) ?? []
        const sites = at.get(member.id) ?? []
        const contact =
          member.helpdesk_mail === null && member.helpdesk_phone === null
            ? []
            : [
                {
                  name: `Helpdesk of ${member.organisation_name}`,
                  email: member.helpdesk_mail ?? '',
                  phone: member.helpdesk_phone ?? '',
                  ...CONTACT,
                },
              ]
        return {
          instid: member.code,
          ROid: `${federation.country}01`,
          type: own.length === 0 ? 'SP' : sites.length === 0 ? 'IdP' : 'IdP+SP',
          stage: 1,
          inst_realm: own,
          inst_name: said(member.organisation_name),
          contact,
          info_URL: member.helpdesk_page === null ? [] : said(member.helpdesk_page),
          policy_URL: member.terms_page === null ? [] : said(member.terms_page),
          ts: now.toString({ smallestUnit: 'second' }),
          location: sites.map((site) => ({
            locationid: site.code,
            ...(site.latitude === null || site.longitude === null
              ? {}
              : { coordinates: `${site.longitude},${site.latitude}` }),
            stage: 1,
            type: 0,
            loc_name: said(site.name),
            address: [
              { street: { lang: 'en', data: site.postcode ?? '' }, city: { lang: 'en', data: site.town } },
            ],
            SSID: federation.ssid,
            enc_level: 'WPA2/AES',
            ...(site.access_points === null ? {} : { AP_no: site.access_points }),
            ...(site.hours_words === null ? {} : { operation_hours: site.hours_words }),
          })),
        }
      }),
    },
  }
}
