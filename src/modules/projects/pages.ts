// The addresses of projects. Each stands in the file named beside it and says there its permission (a form: its
// action's), what it reads and which view it chooses.
//
//   /projects  /projects/lessons                   lists with filter, search and downloads      pages/lists.ts
//   /projects/:project                             one project
//   /projects/:project/edit                        title, summary, manager                      pages/details.ts
//   /projects/:project/milestones …                add, met, new forecast
//   /projects/:project/status  /status/confirm     the month, in under two minutes              pages/status.ts
//   /projects/:project/spend  /spends/:spend …     an invoice, its reversal                     pages/money.ts
//   /projects/:project/changes …                   ask, decide                                  pages/changes.ts
//   /projects/:project/outcomes/:measure           what became of a promise                     pages/ending.ts
//   /projects/:project/lessons/add  /close  /stop
import { changesPages } from './pages/changes.ts'
import { detailsPages } from './pages/details.ts'
import { endingPages } from './pages/ending.ts'
import { listsPages } from './pages/lists.ts'
import { moneyPages } from './pages/money.ts'
import { statusPages } from './pages/status.ts'

export const pages = [
  ...listsPages,
  ...detailsPages,
  ...statusPages,
  ...moneyPages,
  ...changesPages,
  ...endingPages,
]
