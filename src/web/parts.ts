// The pieces a page is made of: typed templates with GOV.UK's markup. They cost a twentieth of a macro, so
// lists use these; form controls, where the markup is intricate, use the official macros.
export {
  heading,
  paragraph,
  link,
  bullets,
  numbered,
  inset,
  warning,
  hint,
  none,
  dateRange,
} from './parts/words.ts'
export { tag, tags, status, type TagColour, type StatusWords } from './parts/status.ts'
export { summaryList, definitionList, statGrid, type SummaryRow, type Stat } from './parts/facts.ts'
export {
  table,
  downloads,
  pagination,
  listPages,
  filterPanel,
  searchForm,
  type FilterOption,
  type FilterField,
} from './parts/lists.ts'
export { buttonLink, actionsList, taskList, emptyState, type Task } from './parts/doing.ts'
export {
  details,
  noticeBanner,
  panel,
  timeline,
  subNavigation,
  columns,
  card,
  type TimelineEntry,
} from './parts/frames.ts'
