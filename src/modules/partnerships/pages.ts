// The pages of partnerships, as a table of contents: what can be read and what can be done, by address.
import type { Page } from '#platform/http/index.ts'
import { agreementPages } from './pages/agreements.ts'
import { arrangementPages } from './pages/arrangements.ts'
import { championPages } from './pages/champions.ts'
import { memberPages } from './pages/members.ts'
import { partnershipPages } from './pages/partnerships.ts'
import { paymentPages } from './pages/payments.ts'
import { reportPages } from './pages/reports.ts'
import { servicePages } from './pages/service-list.ts'
import { signpostPages } from './pages/signposts.ts'
import { subscriptionPages } from './pages/subscriptions.ts'

export const pages: readonly Page[] = [
  ...partnershipPages, // /partnerships, /partnerships/:partnership, its officers and stated figures
  ...memberPages, // /partnerships/:partnership/members
  ...agreementPages, // /partnerships/:partnership/agreements
  ...subscriptionPages, // /partnerships/:partnership/tiers, /partnerships/:partnership/subscriptions
  ...paymentPages, // /partnerships/:partnership/subscriptions/:charge, payments and reversals
  ...reportPages, // /partnerships/:partnership/reports
  ...championPages, // /partnerships/:partnership/champions, their roles, letters to them
  ...signpostPages, // /partnerships/:partnership/directory, its entries and topics
  ...servicePages, // /services, one service, recording who shares it
  ...arrangementPages, // /shared-services, the matrix, gaps, savings, one arrangement and its steps
]
