// What the pages of buildings and bodies say of govroam.
import { html, type Html } from '#platform/html/index.ts'
import { link, paragraph, summaryList } from '#web/parts.ts'
import type { Federation } from '../queries/federation.ts'
import type { Location } from '../queries/locations.ts'
import type { Member } from '../queries/members.ts'
import { countWords } from '../rules/wording.ts'
import { memberHref } from './frame.ts'

export const sitePartView = (location: Location, federation: Federation): Html =>
  html`${paragraph(`Choose the network “${federation.ssid}” and sign in with the account of your own organisation.`)}
  ${summaryList([
    location.coverage_words !== null && { key: 'Where in the building', value: location.coverage_words },
    location.hours_words !== null && { key: 'When', value: location.hours_words },
    location.access_points !== null && { key: 'Access points', value: String(location.access_points) },
    { key: 'Run by', value: location.organisation_name },
  ])}
  ${paragraph(link('/govroam/sites', 'All sites with govroam'))}`

export const bodyPartView = (member: Member, sites: number, mayRead: boolean): Html =>
  html`${paragraph(
    member.state === 'live'
      ? `Its staff can use govroam Wi-Fi at every partner’s sites, and guests from partners at ${countWords(sites, 'site')} of its own.`
      : 'It is boarding: its people do not roam yet.',
  )}
  ${mayRead ? paragraph(link(memberHref(member), 'Where it stands')) : null}`
