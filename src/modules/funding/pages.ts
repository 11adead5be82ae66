// The addresses of funding, in the order in which a case goes through them. Each stands in the file named beside it
// and says there its permission (a form: its action's), what it reads and which view it chooses.
//
//   /funding                                       what the funds hold, what waits                 pages/overview.ts
//   /funding/cases  /funding/awards                lists with filter and downloads
//   /funding/cases/start                           begins a draft                                  pages/writing.ts
//   /funding/cases/:case                           a draft's sections, or the whole case
//   /funding/cases/:case/need … /equality          the seven sections of a draft                   pages/sections.ts
//   /funding/cases/:case/attachments …             files: attach, download, remove                 pages/writing.ts
//   /funding/cases/:case/check                     check your answers, submit
//   /funding/cases/:case/withdraw
//   /funding/cases/:case/assessors                 who scores                                      pages/assessing.ts
//   /funding/cases/:case/score                     one assessor's scores
//   /funding/cases/:case/assessment                the scores compared
//   /funding/cases/:case/interest                  declare an interest
//   /funding/cases/:case/assess  /resume           put it on the agenda
//   /funding/programmes  /add  /:programme …       programmes, their criteria, what they paid for  pages/programmes.ts
//   /funding/programmes/:programme/ledger …        the ledger on any day; pay in, correct          pages/ledger.ts
import { assessingPages } from './pages/assessing.ts'
import { ledgerPages } from './pages/ledger.ts'
import { overviewPages } from './pages/overview.ts'
import { programmesPages } from './pages/programmes.ts'
import { writingPages } from './pages/writing.ts'

export const pages = [
  ...overviewPages,
  ...writingPages,
  ...assessingPages,
  ...programmesPages,
  ...ledgerPages,
]
